#include "no_such_header.h" // expect error: no_such_header.h: No such file or directory
---
#error this is wrong // expect error: #error this is wrong
---
#warning take care // expect warning cpp: #warning take care
int x;
---
#if 1 // expect error: unterminated #if
int x;
---
#endif // expect error: #endif without #if
---
#else // expect error: #else without #if
---
#if 1 / 0 // expect error: division by zero in #if
#endif
---
#if 1 + // expect error: operator "+" has no right operand
#endif
---
#if (1 // expect error: missing ')' in expression
#endif
---
#if 1 2 // expect error: missing binary operator before token "2"
#endif
---
#if // expect error: #if with no expression
#endif
---
#if "text" // expect error: token ""text"" is not valid in preprocessor expressions
#endif
---
#if defined // expect error: operator "defined" requires an identifier
#endif
---
#define F(a, b) a + b // expect note: macro "F" defined here
int x = F(1); // expect error: macro "F" requires 2 arguments, but only 1 given
---
#define F(a, b) a + b // expect note: macro "F" defined here
int x = F(1, 2, 3); // expect error: macro "F" passed 3 arguments, but takes just 2
---
#define F(a) a
int x = F(1; // expect error: unterminated argument list invoking macro "F"
---
#define X 1 // expect note: this is the location of the previous definition
#define X 1
#define X 2 // expect warning: "X" redefined
int x = X;
---
#define 3 x // expect error: macro names must be identifiers
---
#define F(a, a) a // expect error: duplicate macro parameter "a"
---
#define F(a) #b // expect error: '#' is not followed by a macro parameter
---
#define F(a) ## a // expect error: '##' cannot appear at either end of a macro expansion
---
#define F(a, b) a ## b // expect note: in the definition of macro "F"
int F(x, +); // expect error: pasting "x" and "+" does not give a valid preprocessing token
---
#nonsense // expect error: invalid preprocessing directive #nonsense
---
#if 0
#nonsense
#error not reached
it's fine here
#endif
int x;
---
int x; /* this comment // expect error: unterminated comment
---
#pragma something_else // expect warning unknown-pragmas: ignoring '#pragma something_else'
int x;
---
#pragma hsx_mailbox(capacity=3) // expect error: '#pragma hsx_mailbox' needs target=...
---
#pragma hsx_value("v", group=1) // expect error: '#pragma hsx_value' needs id=...
---
#pragma hsx_mailbox target // expect error: expected '#pragma hsx_mailbox(key=value, ...)'
---
#pragma hsx_mailbox(target="app:x", target="app:y") // expect error: 'target' is given twice in '#pragma hsx_mailbox'
