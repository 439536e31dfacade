package io.drey.stack.server;

import io.drey.stack.process.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Queues as SQS has them: ElasticMQ, in memory. */
public final class SqsRecipe implements Recipe {
    static final String ACCOUNT = "000000000000";

    private static final String REGION = "us-east-1";
    private static final String HTTP = "http";

    @Override
    public Server server() {
        return Server.SQS;
    }

    @Override
    public List<String> ports() {
        return List.of(HTTP);
    }

    @Override
    public int memoryMegabytes() {
        return 250;
    }

    @Override
    public void start(Site site) {
        URI endpoint = running(site).endpoint();
        Path configuration = site.writeSecret(
                site.dir("conf").resolve("elasticmq.conf"),
                String.join(
                        "\n",
                        "include classpath(\"application.conf\")",
                        "node-address { protocol = http, host = \"%s\", port = %d, context-path = \"\" }"
                                .formatted(endpoint.getHost(), endpoint.getPort()),
                        "rest-sqs { enabled = true, bind-hostname = \"%s\", bind-port = %d, sqs-limits = strict }"
                                .formatted(endpoint.getHost(), endpoint.getPort()),
                        "rest-stats { enabled = false }",
                        "aws { region = %s, accountId = %s }".formatted(REGION, ACCOUNT),
                        ""));
        site.launch(
                "sqs",
                site.java("sqs", site.classPath())
                        .option("-Xmx128m")
                        .option("-XX:+UseSerialGC")
                        .option("-Dconfig.file=" + configuration)
                        .main("org.elasticmq.server.Main", List.of()),
                Map.of());
        site.await(Duration.ofMinutes(1), () -> health(site));
    }

    @Override
    public String health(Site site) throws Exception {
        Http.text(HttpRequest.newBuilder(URI.create(url(site) + "/?Action=ListQueues&Version=2012-11-05")));
        return "queues are listed";
    }

    @Override
    public String url(Site site) {
        return "http://" + site.address(HTTP);
    }

    public static RunningSqs running(Site site) {
        return new RunningSqs(URI.create(new SqsRecipe().url(site)), REGION);
    }
}
