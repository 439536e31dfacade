package io.drey.delivery.sending;

import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.SyslogMessage;
import io.drey.event.CertificateAuthority;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Syslog over TLS (RFC 5425). There is no acknowledgement: what the operating system took counts as delivered, so what is
 * under way when a connection breaks may be lost; a connection that the other end closed is noticed before the next message.
 */
final class SyslogTargetClient implements TargetClient {

    private static final int CONNECT_MILLIS = 10_000;

    private final TargetDocument target;
    private final ExecutorService executor;
    private SSLSocket socket;

    SyslogTargetClient(TargetDocument target) {
        this.target = target;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "syslog-" + target.key());
            thread.setDaemon(true);
            return thread;
        });
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
