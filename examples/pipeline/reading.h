/* What producer and consumer agree on. A reading with sequence 0 ends the stream. */
#ifndef READING_H
#define READING_H

#define READINGS "app:readings"

struct reading {
    unsigned sequence;
    unsigned value;
};

#endif
