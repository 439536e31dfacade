package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.SyslogMessage;
import io.drey.event.Alert;
import io.drey.event.CertificateAuthority;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.job.sending.Sending;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Syslog over TLS (RFC 5425). There is no acknowledgement: what the operating system took counts as delivered, so what is
 * under way when a connection breaks may be lost; a connection that the other end closed is noticed before the next message.
 */
final class SyslogProtocol implements Protocol {

    static final SyslogProtocol INSTANCE = new SyslogProtocol();

    private SyslogProtocol() {}

    /** Severities for ours, from the lowest: informational, notice, warning, error, critical. */
    private static final int LOWEST = 6;

    private static final int ERROR = 3;
    private static final int WARNING = 4;
    private static final int INFORMATIONAL = 6;

    @Override
    public byte[] alert(TargetDocument target, AlertMessage message) {
        Alert alert = message.alert();
        return SyslogMessage.of(
                LOWEST - Math.max(0, alert.severityRank()),
                alert.timestampMillis(),
                null,
                "drey-" + alert.tenant(),
                alert.ruleId(),
                message.document().toString().getBytes(UTF_8));
    }

    @Override
    public byte[] event(TargetDocument target, LogEvent event, EventJson json) {
        return SyslogMessage.of(
                severity(event),
                event.timestampMillis(),
                event.text(Field.HOST_NAME),
                event.datasetId().dataset(),
                null,
                event.has(Field.EVENT_ORIGINAL) ? event.slice(Field.EVENT_ORIGINAL) : json.object(event));
    }

    private static int severity(LogEvent event) {
        long status = event.number(Field.HTTP_RESPONSE_STATUS_CODE);
        if (status >= 500) {
            return ERROR;
        }
        return status >= 400 ? WARNING : INFORMATIONAL;
    }

    @Override
    public TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock) {
        return new Client(target);
    }

    private static final class Client implements TargetClient {

        private static final int CONNECT_MILLIS = 10_000;

        private final TargetDocument target;
        private final ExecutorService executor;
        private SSLSocket socket;

        Client(TargetDocument target) {
            this.target = target;
            this.executor = Sending.thread("syslog-" + target.key());
        }

        @Override
        public CompletableFuture<String> send(List<Parcel> parcels) {
            CompletableFuture<String> sent = new CompletableFuture<>();
            executor.execute(() -> {
                try {
                    write(parcels);
                    sent.complete("sent; syslog does not acknowledge");
                } catch (IOException | RuntimeException e) {
                    disconnect();
                    sent.completeExceptionally(e);
                }
            });
            return sent;
        }

        private void write(List<Parcel> parcels) throws IOException {
            if (socket == null || isClosedByPeer()) {
                disconnect();
                connect();
            }
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            for (Parcel parcel : parcels) {
                out.write(SyslogMessage.framed(parcel.body()));
            }
            out.flush();
        }

        private void connect() throws IOException {
            int colon = target.address().lastIndexOf(':');
            String host = target.address().substring(0, colon);
            int port = Integer.parseInt(target.address().substring(colon + 1));
            SSLSocket connected = (SSLSocket) CertificateAuthority.contextOf("ca", target.certificateAuthority())
                    .getSocketFactory()
                    .createSocket();
            try {
                SSLParameters parameters = connected.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                connected.setSSLParameters(parameters);
                connected.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                connected.setSoTimeout(CONNECT_MILLIS);
                connected.startHandshake();
                // From now on reading only looks whether the other end is still there.
                connected.setSoTimeout(1);
                socket = connected;
            } finally {
                if (socket != connected) {
                    connected.close();
                }
            }
        }

        private boolean isClosedByPeer() {
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } catch (IOException broken) {
                return true;
            }
        }

        private void disconnect() {
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException gone) {
                    // It is as closed as it was to become.
                }
                socket = null;
            }
        }

        @Override
        public void close() {
            executor.execute(this::disconnect);
            executor.shutdown();
        }
    }
}
