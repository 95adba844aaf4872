package io.gramme.cli;

/** What the tool's exit code says. */
final class ExitCodes {
    static final int OK = 0;
    static final int ERROR = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    /** Several siblings, a conflict, or a precondition that does not hold. */
    static final int CONFLICT = 4;
    /** No node answers, or too few replicas. */
    static final int UNAVAILABLE = 5;
    /** Too late: whether a write happened is unknown. */
    static final int TIMEOUT = 6;

    static final int AUTH = 7;
    static final int UNHEALTHY = 10;
    /** Whoever read stdout has gone: what a shell says of a program that the signal for it has ended. */
    static final int NO_READER = 141;

    /** Not an exit code: the status of what is not there. */
    static final int HTTP_NOT_FOUND = 404;

    private ExitCodes() {}

    /** The code for an HTTP status. */
    static int ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> AUTH;
            case 404 -> NOT_FOUND;
            case 409, 412, 428, 300 -> CONFLICT;
            case 503, 507 -> UNAVAILABLE;
            case 504 -> TIMEOUT;
            default -> status < 400 ? OK : ERROR;
        };
    }
}
