package io.drey.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and a server and makes the network fail in between.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to(server)) {
 *     client.connect(proxy.address());
 *     proxy.fail(Fault.HALF_OPEN);
 *     ...
 *     proxy.heal();
 * }
 * }</pre>
 *
 * <p>Faults reach connections that exist already. A server that tells clients its own address (Kafka, Flink) must be told to
 * advertise the proxy's, or clients go round it.
 */
public final class TcpProxy implements AutoCloseable {
    /** What the network does wrong. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** New connections are refused at once and existing ones reset, as when the server is down. */
        REFUSE,
        /** Existing connections are reset, new ones reset right after they are accepted, as by a broken load balancer. */
        DROP,
        /** Connections stay open but nothing passes, as when a cable is cut: only time-outs notice. */
        HALF_OPEN
    }

    private static final long ACCEPT_ENDS_WITHIN = 10_000;
    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress target;
    private final InetSocketAddress address;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private ServerSocket listener;
    private Thread accepting;
    private volatile Fault fault = Fault.NONE;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean closed;

    private TcpProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = (InetSocketAddress) listener.getLocalSocketAddress();
        accept(listener);
    }

    /** A proxy on a free loopback port that passes everything to {@code target}. */
    public static TcpProxy to(InetSocketAddress target) {
        try {
            return new TcpProxy(requireNonNull(target, "target is null"));
        } catch (IOException failure) {
            throw new UncheckedIOException("No proxy could listen in front of " + target, failure);
        }
    }

    /** Where clients connect. It stays the same over all faults. */
    public InetSocketAddress address() {
        return address;
    }

    /** The connections open now, counted once each. */
    public int connections() {
        return links.size();
    }

    /** Breaks the network until {@link #heal}. */
    public void fail(Fault kind) {
        requireNonNull(kind, "kind is null");
        synchronized (change) {
            fault = kind;
            try {
                if (kind == Fault.REFUSE) {
                    listener.close();
                    // The port answers until the thread that waits on it has let go.
                    accepting.join(ACCEPT_ENDS_WITHIN);
                } else if (listener.isClosed() && !closed) {
                    ServerSocket again = new ServerSocket();
                    again.setReuseAddress(true);
                    again.bind(address);
                    listener = again;
                    accept(again);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException("The proxy at " + address + " cannot turn to " + kind, failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (kind == Fault.REFUSE || kind == Fault.DROP) {
                links.forEach(Link::reset);
            }
            change.notifyAll();
        }
    }

    /** Holds every piece of data back for this long, in both directions; zero ends it. */
    public void delay(Duration time) {
        delay = requireNonNull(time, "time is null");
    }

    /** Ends fault and delay. What a half-open connection held back is delivered. */
    public void heal() {
        delay(Duration.ZERO);
        fail(Fault.NONE);
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        synchronized (change) {
            closed = true;
            fail(Fault.REFUSE);
        }
    }

    private void accept(ServerSocket from) {
        accepting = thread("accept", () -> {
            try {
                while (true) {
                    Socket client = from.accept();
                    if (fault == Fault.DROP) {
                        reset(client);
                    } else {
                        connect(client);
                    }
                }
            } catch (IOException closedByFault) {
                // The port is closed on purpose: to refuse, or because the test is over.
            }
        });
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(target, 5_000);
        } catch (IOException unreachable) {
            reset(client);
            return;
        }
        Link link = new Link(client, server);
        links.add(link);
        thread("to-server", () -> pump(link, client, server));
        thread("to-client", () -> pump(link, server, client));
    }

    private void pump(Link link, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length = in.read(buffer);
            while (length >= 0) {
                hold();
                out.write(buffer, 0, length);
                out.flush();
                length = in.read(buffer);
            }
            hold();
            to.shutdownOutput();
            if (link.endOfOneDirection()) {
                links.remove(link);
                link.close();
            }
        } catch (IOException | InterruptedException broken) {
            links.remove(link);
            link.reset();
        }
    }

    private void hold() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        synchronized (change) {
            while (fault == Fault.HALF_OPEN) {
                change.wait();
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            // A close without lingering sends a reset instead of a polite end.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            // It is as closed as it was to become.
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static final class Link {
        private final Socket client;
        private final Socket server;
        private boolean oneDirectionEnded;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Whether the other direction had ended before. */
        synchronized boolean endOfOneDirection() {
            boolean both = oneDirectionEnded;
            oneDirectionEnded = true;
            return both;
        }

        void reset() {
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }

        void close() throws IOException {
            client.close();
            server.close();
        }
    }
}
