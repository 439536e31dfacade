package io.drey.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server (RFC 5321, with STARTTLS and AUTH PLAIN) that answers as a test wants: it refuses addresses, or what is sent, with
 * any code. It keeps what it takes.
 */
public final class SmtpServer implements AutoCloseable {

    /** When the connection is encrypted. */
    public enum Encryption {
        /** Never. */
        NONE,
        /** Where the client asks for it. */
        STARTTLS,
        /** From its beginning. */
        TLS
    }

    /**
     * What was taken.
     *
     * @param recipients of this transmission, in order
     * @param login user and password with a colon between; empty for none
     * @param data headers and body, as bytes of ISO 8859-1
     */
    public record Mail(String from, List<String> recipients, String login, boolean encrypted, String data) {

        /** The bytes of headers and body. */
        public byte[] bytes() {
            return data.getBytes(ISO_8859_1);
        }
    }

    private final Encryption encryption;
    private final SSLContext tls;
    private final ServerSocket listener;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private SmtpServer(Encryption encryption, SSLContext tls) throws IOException {
        this.encryption = encryption;
        this.tls = tls;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /**
     * Starts one on a free port of 127.0.0.1.
     *
     * @param tls the server's key; null where nothing is encrypted
     */
    public static SmtpServer start(Encryption encryption, SSLContext tls) {
        try {
            SmtpServer server = new SmtpServer(encryption, tls);
            Thread accepting = new Thread(server::accept, "smtp-server");
            accepting.setDaemon(true);
            accepting.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a mail server", e);
        }
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** What was taken so far. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /**
     * Answers the next commands so, instead of taking what they say.
     *
     * @param command {@code MAIL}, {@code DATA} (once all of it is there) or {@code AUTH}, or an address that mail is for
     * @param next such as {@code 550 no such user}
     */
    public void answer(String command, String... next) {
        answers.computeIfAbsent(command, key -> new ArrayDeque<>()).addAll(List.of(next));
    }

    private String answer(String command, String otherwise) {
        Queue<String> queue = answers.get(command);
        String next = queue == null ? null : queue.poll();
        return next == null ? otherwise : next;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                Thread thread = new Thread(() -> serve(socket), "smtp-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        try (Socket socket = plain) {
            new Connection(encryption == Encryption.TLS ? encrypted(socket) : socket, encryption == Encryption.TLS)
                    .serve();
        } catch (IOException gone) {
            // The client went away, or does not trust this server.
        } finally {
            connections.remove(plain);
        }
    }

    private SSLSocket encrypted(Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException gone) {
            // It is as closed as it was to become.
        }
    }

    private final class Connection {

        private Socket socket;
        private InputStream in;
        private boolean encrypted;
        private String login = "";
        private String from = "";
        private List<String> recipients = new ArrayList<>();

        Connection(Socket socket, boolean encrypted) throws IOException {
            this.encrypted = encrypted;
            use(socket);
        }

        private void use(Socket next) throws IOException {
            socket = next;
            in = new BufferedInputStream(next.getInputStream());
        }

        void serve() throws IOException {
            say("220 ready");
            for (String line = line(); line != null; line = line()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("EHLO") || command.startsWith("HELO")) {
                    say("250-here");
                    if (encryption == Encryption.STARTTLS && !encrypted) {
                        say("250-STARTTLS");
                    }
                    say("250 AUTH PLAIN");
                } else if (command.equals("STARTTLS")) {
                    say("220 go ahead");
                    use(encrypted(socket));
                    encrypted = true;
                } else if (command.startsWith("AUTH PLAIN")) {
                    authenticate(line);
                } else if (command.startsWith("MAIL FROM")) {
                    from = address(line);
                    recipients = new ArrayList<>();
                    say(answer("MAIL", "250 ok"));
                } else if (command.startsWith("RCPT TO")) {
                    String answer = answer(address(line), "250 ok");
                    if (answer.startsWith("2")) {
                        recipients.add(address(line));
                    }
                    say(answer);
                } else if (command.equals("DATA")) {
                    take();
                } else if (command.equals("QUIT")) {
                    say("221 bye");
                    return;
                } else {
                    say("250 ok");
                }
            }
        }

        private void authenticate(String line) throws IOException {
            String given = line.length() > 11 ? line.substring(11) : ask("334 ");
            String[] parts = new String(Base64.getDecoder().decode(given), UTF_8).split("\0", -1);
            String answer = answer("AUTH", "235 ok");
            login = answer.startsWith("2") ? parts[1] + ":" + parts[2] : "";
            say(answer);
        }

        private void take() throws IOException {
            say("354 go ahead");
            StringBuilder data = new StringBuilder();
            for (String line = line(); line != null && !line.equals("."); line = line()) {
                data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            String answer = answer("DATA", "250 taken");
            if (answer.startsWith("2")) {
                mails.add(new Mail(from, List.copyOf(recipients), login, encrypted, data.toString()));
            }
            say(answer);
        }

        private String ask(String question) throws IOException {
            say(question);
            return line();
        }

        private static String address(String line) {
            return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
        }

        private void say(String answer) throws IOException {
            socket.getOutputStream().write((answer + "\r\n").getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    String text = line.toString(ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(next);
            }
            return null;
        }
    }
}
