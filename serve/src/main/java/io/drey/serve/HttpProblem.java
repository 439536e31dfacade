package io.drey.serve;

import io.undertow.util.StatusCodes;

/** A request that is not answered: an HTTP status and one line that says why and what to do. */
final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    HttpProblem(int status, String detail) {
        super(detail);
        this.status = status;
    }

    static HttpProblem badRequest(String detail) {
        return new HttpProblem(StatusCodes.BAD_REQUEST, detail);
    }

    static HttpProblem notFound(String detail) {
        return new HttpProblem(StatusCodes.NOT_FOUND, detail);
    }

    int status() {
        return status;
    }
}
