package io.drey.operations.generate;

/** A caller who asks for one thing after the other. */
final class Session {

    /** Who calls. */
    enum Caller {
        VISITOR,
        API_CLIENT,
        CRAWLER
    }

    Caller caller;
    int address;
    byte[] agent;
    byte[] user;
    int requestsLeft;

    /** Where the visitor came from; sent with the first page only. */
    byte[] entryReferrer;

    /** The page the visitor is on; null before the first. */
    byte[] page;
}
