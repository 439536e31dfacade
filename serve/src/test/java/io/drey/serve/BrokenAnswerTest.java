package io.drey.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryException;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.rows.OutputFormat;
import io.drey.query.sight.Sight;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A part of an answer never looks like all of it. */
class BrokenAnswerTest {

    private Undertow server;
    private int failsAt;

    @BeforeEach
    void start() {
        AccessPolicy policy = AccessPolicy.of("t", new Grant("t", Sight.EVERYTHING));
        Routes routes = new Routes(() -> policy, Clock.systemUTC()).add("GET", "/rows", request -> {
            long unused = request.answer(OutputFormat.CSV, List.of("n"), rows());
        });
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(routes.handler())
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Iterator<List<Object>> rows() {
        return IntStream.range(0, 100_000)
                .<List<Object>>mapToObj(i -> {
                    if (i == failsAt) {
                        throw new QueryException("the query failed", null);
                    }
                    return List.of(i);
                })
                .iterator();
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/rows"))
                                .header("Authorization", "Bearer t")
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void whereRowsFailEarlyItIsAProblem() throws Exception {
        failsAt = 3;
        HttpResponse<String> response = ask();
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("the query failed").doesNotContain("0\r\n1\r\n");
    }

    @Test
    void whereRowsFailLateItBreaksOff() {
        failsAt = 99_999;
        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
    }

    @Test
    void whereNoneFailsItIsWhole() throws Exception {
        failsAt = -1;
        assertThat(ask().body().lines()).hasSize(100_001);
    }
}
