package io.drey.search;

import io.drey.event.CertificateAuthority;
import io.drey.event.Printable;
import io.drey.job.opensearch.SearchDocument;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.opensearch.sink.FlushBackoffType;
import org.apache.flink.connector.opensearch.sink.Opensearch2SinkBuilder;
import org.apache.flink.connector.opensearch.sink.RestClientFactory;
import org.apache.http.HttpHost;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.opensearch.action.bulk.BulkItemResponse;
import org.opensearch.action.bulk.BulkResponse;
import org.opensearch.action.index.IndexRequest;
import org.opensearch.client.RestClientBuilder;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.index.VersionType;

/**
 * Flink's own OpenSearch connector, set up by our settings: the end of a query that runs as a job and ends, whose rows are
 * {@link SearchDocument}s. Ids are the documents', so that a query that is run again overwrites what it wrote before.
 *
 * <p>Streams that never end go to {@link OpenSearchEnd}, which waits for an OpenSearch that is away, and keeps what is refused.
 * Here both end the job, with the reason. That a newer version of a document is there already is no refusal.
 *
 * <p>The connector and its client are on the class path of whoever declares {@code flink-connector-opensearch2}.
 */
public final class ConnectorSink {

    /** How often a bulk request that OpenSearch has no room for is sent again. */
    private static final int RETRIES = 8;

    private static final long MEBIBYTE = 1L << 20;

    private ConnectorSink() {}

    /**
     * A sink.
     *
     * @throws IllegalArgumentException if the addresses have different paths
     */
    public static Sink<SearchDocument> of(OpenSearchSettings settings) {
        OpenSearchConnection connection = settings.connection();
        return new Opensearch2SinkBuilder<SearchDocument>()
                .setHosts(connection.urls().stream()
                        .map(url -> new HttpHost(url.getHost(), url.getPort(), url.getScheme()))
                        .toArray(HttpHost[]::new))
                .setRestClientFactory(new Client(connection, path(connection.urls())))
                .setEmitter((document, context, indexer) -> indexer.add(request(document)))
                .setBulkResponseInspectorFactory(unused -> (bulk, answer) -> requireTaken(answer))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setBulkFlushMaxActions(settings.bulkDocuments())
                .setBulkFlushMaxSizeMb((int) Math.max(1, settings.bulkBytes() / MEBIBYTE))
                .setBulkFlushInterval(Math.max(1, settings.bulkDelay().toMillis()))
                .setBulkFlushBackoffStrategy(
                        FlushBackoffType.EXPONENTIAL,
                        RETRIES,
                        settings.retryDelay().toMillis())
                .build();
    }

    private static void requireTaken(BulkResponse answer) {
        List<BulkItemResponse> refused = Arrays.stream(answer.getItems())
                .filter(BulkItemResponse::isFailed)
                .filter(item -> item.getFailure().getStatus() != RestStatus.CONFLICT)
                .toList();
        if (!refused.isEmpty()) {
            BulkItemResponse first = refused.get(0);
            throw new OpenSearchException(
                    "OpenSearch refused %d documents, the first one, %s of index %s, with %d: %s"
                            .formatted(
                                    refused.size(),
                                    first.getId(),
                                    first.getIndex(),
                                    first.getFailure().getStatus().getStatus(),
                                    Printable.ofWhole(
                                            String.valueOf(first.getFailure().getMessage()))),
                    null);
        }
    }

    private static IndexRequest request(SearchDocument document) {
        IndexRequest request =
                new IndexRequest(document.index()).id(document.id()).source(document.json(), XContentType.JSON);
        if (document.version() != SearchDocument.UNVERSIONED) {
            request.version(document.version()).versionType(VersionType.EXTERNAL_GTE);
        }
        return request;
    }

    /** The client has one path for all addresses. */
    private static String path(List<URI> urls) {
        Set<String> paths = new HashSet<>();
        urls.forEach(url -> paths.add(url.getPath() == null ? "" : url.getPath()));
        if (paths.size() > 1) {
            throw new IllegalArgumentException("%s has addresses of different paths, %s: use one for all"
                    .formatted(OpenSearchOptions.URLS.key(), paths));
        }
        return paths.iterator().next();
    }

    /**
     * How the client is made where it runs: the password is looked up there, and never part of a job's graph.
     */
    private static final class Client implements RestClientFactory {

        private static final long serialVersionUID = 1L;

        private final OpenSearchConnection connection;
        private final String path;

        Client(OpenSearchConnection connection, String path) {
            this.connection = connection;
            this.path = path;
        }

        @Override
        public void configureRestClientBuilder(RestClientBuilder builder, RestClientConfig unused) {
            if (!path.isEmpty()) {
                builder.setPathPrefix(path);
            }
            int timeout = (int)
                    Math.min(Integer.MAX_VALUE, connection.requestTimeout().toMillis());
            builder.setRequestConfigCallback(
                    request -> request.setConnectTimeout(timeout).setSocketTimeout(timeout));
            builder.setHttpClientConfigCallback(client -> {
                if (connection.password() != null) {
                    BasicCredentialsProvider login = new BasicCredentialsProvider();
                    login.setCredentials(
                            AuthScope.ANY,
                            new UsernamePasswordCredentials(
                                    connection.user(), connection.password().resolve(System.getenv())));
                    client.setDefaultCredentialsProvider(login);
                }
                if (!connection.certificateAuthority().isEmpty()) {
                    SSLContext trusted =
                            CertificateAuthority.context(OpenSearchOptions.CA.key(), connection.certificateAuthority());
                    client.setSSLContext(trusted);
                }
                return client;
            });
        }
    }
}
