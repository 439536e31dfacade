package io.drey.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Free ports on the loopback address. */
final class Ports {
    static final String HOST = "127.0.0.1";
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    // Below the range from which operating systems serve outgoing connections (Linux from 32768), so that no connection
    // of a server that starts earlier can take the port of one that starts later.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /** A free port not in {@code taken}, at random so that two stacks starting at once rarely meet. */
    static int free(Set<Integer> taken, RandomGenerator random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!taken.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new StackException("No free port between " + LOWEST + " and " + HIGHEST + " on " + HOST + " after "
                + ATTEMPTS + " attempts; see `ss -ltn` for what listens");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections in TIME_WAIT must not make a port look taken right after a restart.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    static void requireFree(Server server, String name, int port) {
        if (!isFree(port)) {
            throw new StackException("Port " + port + " (" + name + " of " + server.title() + ") on " + HOST
                    + " is taken by another process; find it with `ss -ltnp 'sport = :" + port
                    + "'` and stop it, or choose another port");
        }
    }
}
