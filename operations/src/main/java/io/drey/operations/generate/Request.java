package io.drey.operations.generate;

/** One request on its way to become a line. Reused from line to line. */
final class Request {
    static final byte[] NONE = Catalogue.ascii("-");

    byte[] address;
    byte[] user;
    byte[] method;
    byte[] target;
    byte[] version;
    int status;
    /** -1 where nothing was sent. */
    long bodyBytes;

    /** What stands before {@link #referrer}: the site for its own pages, else empty. */
    byte[] referrerSite;

    byte[] referrer;
    byte[] agent;
    int webServer;
}
