package io.drey.stack;

import io.drey.stack.server.Server;
import java.nio.file.Path;

/** Starts PostgreSQL in a JVM of its own that ends right after, to see what becomes of it. */
final class StackStarter {
    private StackStarter() {}

    /** Takes a folder and a {@link Lifetime}. */
    public static void main(String[] arguments) {
        LocalStack.in(Path.of(arguments[0]))
                .with(Server.POSTGRES)
                .lifetime(Lifetime.valueOf(arguments[1]))
                .start();
    }
}
