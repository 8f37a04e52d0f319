/* Request and reply: the request names the mailbox that the answer goes to. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#define SERVICE "app:calculator"

struct request {
    char reply_to[16];
    char operation; /* + - * / or q to stop the server */
    int a, b;
};

struct reply {
    int ok;
    int result;
};

#endif
