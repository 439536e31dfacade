package io.drey.stack.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Free ports on the loopback address, from the range {@code -Ddrey.stack.ports=FROM-TO}. A port is taken only once its server
 * listens; until then stacks that start at the same time tell each other with {@link PortClaims}.
 */
public final class Ports {
    public static final String HOST = "127.0.0.1";
    private static final String RANGE = "drey.stack.ports";
    private static final Pattern FROM_TO = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    // Below the range from which operating systems serve outgoing connections (Linux from 32768), so that no connection
    // of a server that starts earlier can take the port of one that starts later.
    private static final String DEFAULT_RANGE = "23000-31999";
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /** A free port not in {@code taken}, at random so that two stacks starting at once rarely meet. */
    public static int free(Set<Integer> taken, RandomGenerator random) {
        String range = System.getProperty(RANGE, DEFAULT_RANGE);
        int from = bound(range, 1);
        int to = bound(range, 2);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(from, to + 1);
            if (!taken.contains(port) && isFree(port) && PortClaims.claim(port)) {
                return port;
            }
        }
        throw new StackException("No free port in " + range + " (" + RANGE + ") on " + HOST + " after " + ATTEMPTS
                + " attempts; see `ss -ltn` for what listens");
    }

    private static int bound(String range, int group) {
        Matcher matcher = FROM_TO.matcher(range);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > Integer.parseInt(matcher.group(2))) {
            throw new StackException("-D" + RANGE + "=" + range + " is no range of ports; write " + DEFAULT_RANGE);
        }
        return Integer.parseInt(matcher.group(group));
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections in TIME_WAIT must not make a port look taken right after a restart.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    public static void requireFree(String server, String name, int port) {
        if (!isFree(port)) {
            throw new StackException("Port " + port + " (" + name + " of " + server + ") on " + HOST
                    + " is taken by another process; find it with `ss -ltnp 'sport = :" + port
                    + "'` and stop it, or choose another port");
        }
    }
}
