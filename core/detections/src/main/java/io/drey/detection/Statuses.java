package io.drey.detection;

/** Which outcomes of a request detections tell apart, by its status (RFC 9110). */
final class Statuses {

    private Statuses() {}

    static boolean isFailedLogin(int status) {
        return status == 401 || status == 403;
    }

    /** Redirections count: most login forms answer a success with one. */
    static boolean isSuccess(int status) {
        return status >= 200 && status < 400;
    }

    static boolean isNotFound(int status) {
        return status == 404;
    }
}
