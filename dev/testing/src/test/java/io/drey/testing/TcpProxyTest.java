package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.testing.TcpProxy.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void startAnEchoServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::echo);
        accepting.setDaemon(true);
        accepting.start();
        proxy = TcpProxy.to((InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesDataBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 42)).isEqualTo(42);
            assertThat(proxy.connections()).isEqualTo(1);
        }
        Await.until("the connection is forgotten", Duration.ofMinutes(1), () -> proxy.connections() == 0);
    }

    @Test
    void refusesNewConnectionsAndResetsOldOnesUntilHealed() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.fail(Fault.REFUSE);
            assertThatThrownBy(() -> echoed(client, 2)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.heal();
        try (Socket client = connect()) {
            assertThat(echoed(client, 3)).isEqualTo(3);
        }
    }

    @Test
    void dropsConnectionsAfterAcceptingThem() throws IOException {
        proxy.fail(Fault.DROP);
        assertThatThrownBy(() -> {
                    try (Socket client = connect()) {
                        int answer = echoed(client, 1);
                        if (answer < 0) {
                            throw new IOException("the connection ended");
                        }
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void holdsDataBackWhileHalfOpenAndDeliversItLater() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.fail(Fault.HALF_OPEN);
            client.setSoTimeout(300);
            assertThatThrownBy(() -> echoed(client, 2)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void delaysBothDirections() throws IOException {
        proxy.delay(Duration.ofMillis(150));
        try (Socket client = connect()) {
            long began = System.nanoTime();
            assertThat(echoed(client, 5)).isEqualTo(5);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket();
        client.connect(proxy.address(), 5_000);
        client.setSoTimeout(10_000);
        return client;
    }

    private static int echoed(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        int answer = client.getInputStream().read();
        if (answer < 0) {
            throw new IOException("the connection ended");
        }
        return answer;
    }

    private void echo() {
        try {
            while (true) {
                Socket connection = server.accept();
                Thread echoing = new Thread(() -> {
                    try (connection) {
                        connection.getInputStream().transferTo(connection.getOutputStream());
                    } catch (IOException broken) {
                        // The test broke it.
                    }
                });
                echoing.setDaemon(true);
                echoing.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
