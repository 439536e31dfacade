package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

/**
 * Where the stack's PostgreSQL is. The user owns the database. The password is generated at the first start.
 *
 * @param jdbcUrl with the database
 * @param user to log in as
 * @param password of that user
 */
public record RunningPostgres(String jdbcUrl, String user, String password) {
    public RunningPostgres {
        requireNonNull(jdbcUrl, "jdbcUrl is null");
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
    }

    @Override
    public String toString() {
        return "RunningPostgres[jdbcUrl=" + jdbcUrl + ", user=" + user + "]";
    }
}
