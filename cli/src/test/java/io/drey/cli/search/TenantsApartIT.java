package io.drey.cli.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Position;
import io.drey.event.SecretReference;
import io.drey.event.render.EcsJson;
import io.drey.format.Formats;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.search.OpenSearchOptions;
import io.drey.testing.SecuredOpenSearch;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two tenants in one OpenSearch with the security plugin: whatever one's people ask, nothing of the other's comes. */
class TenantsApartIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "a-Long-1-passphrase-for-tests";
    private static final String SEARCH = "{\"query\":{\"match_all\":{}}}";

    /** Stands in each document of globex, in a field that anybody who may see the document sees. */
    private static final String SECRET = "globex-ledger-export";

    private static final String ADDRESS = "192.0.2.77";

    /** More than all documents of acme. */
    private static final int GLOBEX_LINES = 30;

    @TempDir
    private static Path folder;

    private static SecuredOpenSearch node;
    private static OpenSearchClient admin;

    @BeforeAll
    static void fill() throws Exception {
        node = SecuredOpenSearch.start(folder.resolve("node"));
        admin = client(SecuredOpenSearch.USER, SecuredOpenSearch.PASSWORD);
        IndexTemplates.install(admin);
        for (String tenant : List.of("acme", "globex")) {
            IndexTemplates.installTenant(admin, tenant);
            documents(tenant, tenant.equals("globex") ? SECRET : "shared");
        }
        CommandRun run = access("--tenant", "acme", "--tenant", "globex");
        assertThat(run.exitCode()).as(run.err()).isZero();
        for (String user :
                List.of("tenant-acme-analyst", "tenant-acme-security", "tenant-globex-security", "stranger")) {
            must(
                    admin,
                    "PUT",
                    "/_plugins/_security/api/internalusers/" + user,
                    """
                    {"password":"%s","backend_roles":["%s"]}""".formatted(PASSWORD, user));
        }
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void eachRoleSeesItsOwn() throws Exception {
        JsonNode seen = must(client("tenant-acme-security"), "POST", "/logs-acme/_search", SEARCH);
        assertThat(seen.at("/hits/total/value").asInt()).isEqualTo(2);
        assertThat(seen.at("/hits/hits/0/_source/source/ip").asText()).isEqualTo(ADDRESS);

        OpenSearchClient analyst = client("tenant-acme-analyst");
        JsonNode masked = must(analyst, "POST", "/logs-acme/_search", SEARCH);
        assertThat(masked.at("/hits/total/value").asInt()).isEqualTo(2);
        JsonNode line = masked.at("/hits/hits/0/_source");
        assertThat(line.at("/http/response/status_code").asInt()).isEqualTo(200);
        assertThat(line.at("/data_stream/namespace").asText()).isEqualTo("acme");
        assertThat(masked.toString()).doesNotContain(ADDRESS, "order-4711", "secret-agent");
        // Of open fields those that the dataset calls impersonal, which can be searched by, too.
        assertThat(line.path("impersonal").toString()).isEqualTo("{\"labels.shop.name\":\"central\"}");
        assertThat(line.has("labels")).isFalse();
        for (String query : List.of("impersonal.labels.shop.name", "impersonal")) {
            JsonNode found = must(
                    analyst,
                    "POST",
                    "/logs-acme/_search",
                    "{\"query\":{\"term\":{\"%s\":\"central\"}}}".formatted(query));
            assertThat(found.at("/hits/total/value").asInt()).as(query).isEqualTo(2);
        }
        JsonNode byStatus = must(
                analyst,
                "POST",
                "/logs-acme/_search",
                """
                {"size":0,"aggs":{"by":{"terms":{"field":"http.response.status_code"}}}}""");
        assertThat(byStatus.at("/aggregations/by/buckets/0/doc_count").asInt()).isEqualTo(2);

        for (String kind : List.of("alerts", "staged")) {
            JsonNode alerts = must(analyst, "POST", "/%s-acme/_search".formatted(kind), SEARCH);
            assertThat(alerts.at("/hits/hits/0/_source/rule/name").asText()).isEqualTo("Brute force");
            assertThat(alerts.toString()).doesNotContain(ADDRESS);
        }
        JsonNode metrics = must(analyst, "POST", "/metrics-acme/_search", SEARCH);
        assertThat(metrics.findValuesAsText("attribute_type"))
                .containsExactlyInAnyOrder("requests", "status", "rollup_status", "syslog_host");
        assertThat(metrics.toString()).doesNotContain(ADDRESS);
        JsonNode all = must(client("tenant-acme-security"), "POST", "/metrics-acme/_search", SEARCH);
        assertThat(all.toString()).contains(ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":{\"term\":{\"source.ip\":\"192.0.2.77\"}}}",
                "{\"query\":{\"range\":{\"source.ip\":{\"gte\":\"192.0.2.0\"}}}}",
                "{\"query\":{\"exists\":{\"field\":\"source.ip\"}}}",
                "{\"query\":{\"query_string\":{\"query\":\"192.0.2.77\"}}}",
                "{\"query\":{\"query_string\":{\"query\":\"source.ip:192.0.2.77\"}}}",
                "{\"query\":{\"term\":{\"labels.labels.order.id\":\"order-4711\"}}}",
                "{\"query\":{\"term\":{\"labels\":\"order-4711\"}}}",
                "{\"query\":{\"wildcard\":{\"user_agent.original\":\"*secret*\"}}}",
                "{\"query\":{\"script\":{\"script\":\"doc['source.ip'].size() > 0\"}}}",
            })
    void anAnalystFindsNothingByWhatIsHidden(String query) throws Exception {
        HttpResponse<byte[]> answer = send(client("tenant-acme-analyst"), "POST", "/logs-acme/_search", query);
        assertThat(JSON.readTree(answer.body()).at("/hits/total/value").asInt())
                .as(text(answer))
                .isZero();
        HttpResponse<byte[]> seen = send(client("tenant-acme-security"), "POST", "/logs-acme/_search", query);
        assertThat(JSON.readTree(seen.body()).at("/hits/total/value").asInt())
                .as("the security people find it: %s", text(seen))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"size\":0,\"aggs\":{\"by\":{\"terms\":{\"field\":\"source.ip\"}}}}",
                "{\"size\":0,\"aggs\":{\"by\":{\"terms\":{\"field\":\"source.address\"}}}}",
                "{\"size\":0,\"aggs\":{\"by\":{\"composite\":{\"sources\":[{\"a\":{\"terms\":{\"field\":\"source.ip\"}}}]}}}}",
                "{\"size\":0,\"aggs\":{\"by\":{\"top_hits\":{}}}}",
                "{\"size\":0,\"aggs\":{\"by\":{\"significant_terms\":{\"field\":\"source.address\",\"min_doc_count\":1}}}}",
                "{\"docvalue_fields\":[\"source.ip\"],\"_source\":true}",
                "{\"fields\":[\"source.ip\",\"labels\",\"event.original\"],\"_source\":[\"source.*\",\"labels.*\",\"message\"]}",
                "{\"sort\":[{\"source.ip\":\"asc\"}]}",
                "{\"collapse\":{\"field\":\"source.address\"}}",
                "{\"script_fields\":{\"a\":{\"script\":\"doc['source.ip'].size() > 0 ? doc['source.ip'].value : ''\"}}}",
                "{\"query\":{\"match_all\":{}},\"highlight\":{\"fields\":{\"*\":{}}}}",
            })
    void anAnalystReadsNothingThatIsHidden(String query) throws Exception {
        String seen = text(send(client("tenant-acme-analyst"), "POST", "/logs-acme/_search", query));
        assertThat(seen).doesNotContain(ADDRESS).doesNotContain("order-4711").doesNotContain("secret-agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant-acme-analyst", "tenant-acme-security", "stranger"})
    void whateverIsAskedNothingOfAnotherTenantComes(String user) throws Exception {
        OpenSearchClient asks = client(user);
        String index = "logs-globex-2026.01.01";
        for (String[] request : new String[][] {
            {"POST", "/" + index + "/_search", SEARCH},
            {"POST", "/logs-globex/_search", SEARCH},
            {"POST", "/alerts-globex/_search", SEARCH},
            {"POST", "/staged-globex/_search", SEARCH},
            {"POST", "/metrics-globex/_search", SEARCH},
            {"POST", "/rejected-logs-globex-2026.01/_search", SEARCH},
            {"POST", "/logs-*/_search", SEARCH},
            {"POST", "/*/_search", SEARCH},
            {"POST", "/_search", SEARCH},
            {"POST", "/_all/_search", SEARCH},
            {"POST", "/logs-acme-2026.01.01," + index + "/_search", SEARCH},
            {"POST", "/logs-acme-2026.01.01," + index + "/_search?ignore_unavailable=true", SEARCH},
            {"POST", "/logs-a*,logs-g*,-logs-acme*/_search", SEARCH},
            {"POST", "/logs-*/_search", "{\"size\":0,\"aggs\":{\"by\":{\"terms\":{\"field\":\"url.path\"}}}}"},
            {
                "POST",
                "/logs-*/_search",
                "{\"size\":0,\"aggs\":{\"all\":{\"global\":{},\"aggs\":{\"by\":{\"top_hits\":{}}}}}}"
            },
            {
                "POST",
                "/logs-globex/_search",
                "{\"suggest\":{\"s\":{\"text\":\"globex\",\"term\":{\"field\":\"url.path\"}}}}"
            },
            {
                "POST",
                "/_msearch",
                "{\"index\":\"logs-globex\"}\n" + SEARCH + "\n{\"index\":\"logs-*\"}\n" + SEARCH + "\n"
            },
            {"POST", "/_mget", "{\"docs\":[{\"_index\":\"" + index + "\",\"_id\":\"1\"}]}"},
            {"POST", "/logs-acme-2026.01.01/_mget", "{\"docs\":[{\"_index\":\"" + index + "\",\"_id\":\"1\"}]}"},
            {"GET", "/" + index + "/_doc/1", ""},
            {"GET", "/" + index + "/_source/1", ""},
            {"GET", "/" + index + "/_termvectors/1?fields=url.path", ""},
            {"POST", "/" + index + "/_explain/1", SEARCH},
            {"POST", "/" + index + "/_count", SEARCH},
            {"POST", "/logs-*/_search?scroll=1m", SEARCH},
            {"POST", "/" + index + "/_search/point_in_time?keep_alive=1m", ""},
            {"POST", "/logs-*/_search/template", "{\"source\":\"{\\\"query\\\":{\\\"match_all\\\":{}}}\"}"},
            {"POST", "/" + index + "/_validate/query?explain=true", SEARCH},
            {"GET", "/logs-*/_field_caps?fields=url.*&include_unmapped=true", ""},
            {"GET", "/_cat/indices", ""},
            {"GET", "/_cat/aliases", ""},
            {"GET", "/_cat/shards", ""},
            {"GET", "/_stats", ""},
            {"GET", "/logs-*/_mapping", ""},
            {"GET", "/logs-*/_settings", ""},
            {"GET", "/logs-*/_alias", ""},
            {"GET", "/_resolve/index/*", ""},
            {"GET", "/_cluster/state", ""},
            {
                "POST",
                "/_reindex",
                "{\"source\":{\"index\":\"logs-globex\"},\"dest\":{\"index\":\"logs-acme-2026.01.02\"}}"
            },
            {
                "POST",
                "/_aliases",
                "{\"actions\":[{\"add\":{\"index\":\"" + index + "\",\"alias\":\"logs-acme-2026.01.03\"}}]}"
            },
            {"POST", "/" + index + "/_update_by_query", SEARCH},
            {"POST", "/" + index + "/_delete_by_query", SEARCH},
            {"DELETE", "/" + index, ""},
            {"GET", "/_plugins/_security/api/roles", ""},
            {"GET", "/_plugins/_security/api/internalusers", ""},
        }) {
            HttpResponse<byte[]> answer = send(asks, request[0], request[1], request[2]);
            assertThat(text(answer))
                    .as("%s %s %s: HTTP %d", request[0], request[1], request[2], answer.statusCode())
                    .doesNotContain(SECRET);
            if (answer.statusCode() != 200) {
                continue;
            }
            if (!request[2].contains(index)) {
                assertThat(text(answer))
                        .as("%s %s names no index", request[0], request[1])
                        .doesNotContain("globex-2026");
            }
            if (text(answer).startsWith("{")) {
                assertThat(JSON.readTree(answer.body()).findValues("total"))
                        .as("%s %s counts", request[0], request[1])
                        .allMatch(total -> total.path("value").asInt() < GLOBEX_LINES);
            }
        }
        assertThat(must(admin, "POST", "/logs-globex/_search", SEARCH)
                        .at("/hits/total/value")
                        .asInt())
                .as("nothing was changed")
                .isEqualTo(GLOBEX_LINES);
    }

    @Test
    void anothersDocumentIsNoTermToLookUp() throws Exception {
        for (String query : List.of(
                "{\"query\":{\"terms\":{\"http.request.method\":{\"index\":\"logs-globex-2026.01.01\",\"id\":\"1\","
                        + "\"path\":\"http.request.method\"}}}}",
                "{\"query\":{\"more_like_this\":{\"fields\":[\"message\"],\"min_term_freq\":1,\"min_doc_freq\":1,"
                        + "\"like\":[{\"_index\":\"logs-globex-2026.01.01\",\"_id\":\"1\"}]}}}")) {
            HttpResponse<byte[]> answer = send(client("tenant-acme-security"), "POST", "/logs-acme/_search", query);
            assertThat(JSON.readTree(answer.body()).at("/hits/total/value").asInt())
                    .as(text(answer))
                    .isZero();
        }
    }

    @Test
    void dashboardsShowsItsOwnSpaceOnly() throws Exception {
        JsonNode security = must(client("tenant-acme-security"), "GET", "/_plugins/_security/authinfo", "");
        assertThat(security.at("/tenants/acme").asBoolean()).isTrue();
        assertThat(security.path("tenants").has("globex")).isFalse();
        JsonNode analyst = must(client("tenant-acme-analyst"), "GET", "/_plugins/_security/authinfo", "");
        assertThat(analyst.at("/tenants/acme").isMissingNode()).isFalse();
        assertThat(analyst.at("/tenants/acme").asBoolean()).as("reads only").isFalse();
        assertThat(analyst.path("roles").toString()).contains("kibana_user");
    }

    @Test
    void aRepetitionAddsATenantAndKeepsWhatIsThere() throws Exception {
        CommandRun run = access("--tenant", "initech");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode mapping = must(admin, "GET", "/_plugins/_security/api/rolesmapping/kibana_user", "");
        assertThat(mapping.at("/kibana_user/backend_roles").toString())
                .contains("tenant-acme-analyst", "tenant-initech-security", "kibanauser");
        CommandRun again = access("--tenant", "initech");
        assertThat(again.out()).contains("none");
    }

    @Test
    void whatIsThereOfTenantsThatAreGoneIsRemovedAndNothingElse() throws Exception {
        assertThat(access("--tenant", "gone").exitCode()).isZero();
        assertThat(access("--tenant", "joined").exitCode()).isZero();
        // Somebody's own, by names like ours.
        String api = "/_plugins/_security/api/";
        must(
                admin,
                "PUT",
                api + "roles/tenant-others-analyst",
                """
                {"index_permissions":[{"index_patterns":["others-*"],"allowed_actions":["read"]}]}""");
        must(
                admin,
                "PUT",
                api + "rolesmapping/tenant-joined-security",
                """
                {"backend_roles":["tenant-joined-security"],"users":["a-person"]}""");
        must(admin, "PUT", api + "tenants/elsewhere", "{\"description\":\"of somebody else\"}");

        String before = security(api);
        CommandRun said = access("--tenant", "acme", "--tenant", "globex", "--prune", "--dry-run");
        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).containsPattern("roles/tenant-gone-analyst +would be removed");
        assertThat(security(api)).isEqualTo(before);

        CommandRun run = access("--tenant", "acme", "--tenant", "globex", "--prune");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("roles/tenant-gone-analyst +removed")
                .containsPattern("rolesmapping/tenant-gone-security +removed")
                .containsPattern("tenants/gone +removed")
                .containsPattern("roles/tenant-joined-analyst +removed")
                .containsPattern("roles/tenant-joined-security +kept")
                .containsPattern("roles/tenant-others-analyst +kept")
                .containsPattern("rolesmapping/kibana_user +let in no more: .*tenant-gone-analyst");
        assertThat(names(api + "roles"))
                .contains(
                        "tenant-acme-analyst",
                        "tenant-globex-security",
                        "tenant-joined-security",
                        "tenant-others-analyst",
                        "kibana_user")
                .doesNotContain("tenant-gone-analyst", "tenant-gone-security", "tenant-joined-analyst");
        assertThat(names(api + "rolesmapping"))
                .contains("tenant-acme-analyst", "tenant-joined-security", "kibana_user")
                .doesNotContain("tenant-gone-analyst", "tenant-gone-security");
        assertThat(names(api + "tenants"))
                .contains("acme", "joined", "elsewhere")
                .doesNotContain("gone");
        assertThat(must(admin, "GET", api + "rolesmapping/kibana_user", "")
                        .at("/kibana_user/backend_roles")
                        .toString())
                .contains("tenant-acme-analyst", "tenant-joined-security", "kibanauser")
                .doesNotContain("tenant-gone");

        String after = security(api);
        CommandRun again = access("--tenant", "acme", "--tenant", "globex", "--prune");
        assertThat(again.out()).doesNotContain("removed", "let in no more");
        assertThat(security(api)).isEqualTo(after);
    }

    private static String security(String api) throws Exception {
        StringBuilder all = new StringBuilder();
        for (String kind : List.of("roles", "rolesmapping", "tenants")) {
            all.append(JSON.readValue(must(admin, "GET", api + kind, "").toString(), TreeMap.class));
        }
        return all.toString();
    }

    private static List<String> names(String path) throws Exception {
        List<String> names = new ArrayList<>();
        must(admin, "GET", path, "").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void whoMayNotAdministerIsTold() throws Exception {
        CommandRun run = CommandRun.drey(
                "index",
                "access",
                "--tenant",
                "acme",
                "-Dopensearch-urls=" + node.url(),
                "-Dopensearch-user=tenant-acme-security",
                "-Dopensearch-password=file:" + Files.writeString(folder.resolve("person"), PASSWORD),
                "-Dopensearch-ca=" + node.authority());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("forbids");
    }

    private static void documents(String tenant, String word) throws Exception {
        StringBuilder bulk = new StringBuilder();
        int lines = tenant.equals("globex") ? GLOBEX_LINES : 2;
        for (int i = 0; i < lines; i++) {
            put(bulk, "logs-%s-2026.01.01".formatted(tenant), i + 1, line(new DatasetId(tenant, "web"), i, word));
        }
        for (String kind : List.of("alerts", "staged")) {
            put(
                    bulk,
                    "%s-%s-2026.01".formatted(kind, tenant),
                    1,
                    """
                {"@timestamp":"2026-01-01T00:00:00Z","message":"%1$s: 9 failures","data_stream":{"namespace":"%2$s",\
                "dataset":"web"},"event":{"id":"%3$s","kind":"alert","reason":"%1$s: 9 failures"},"rule":{"id":"brute",\
                "name":"Brute force"},"source":{"address":"%1$s","ip":"%1$s"},"alert":{"severity":"high",\
                "group_key":"%1$s","event_count":9},"evidence":[{"event_id":"e","event_original":"line of %1$s"}]}\
                """
                            .formatted(ADDRESS, tenant, word));
        }
        int id = 1;
        for (String metric : List.of(
                "\"attribute_type\":\"requests\",\"metric\":\"requests\",\"dimension\":\"%s\",\"value\":9"
                        .formatted(word),
                "\"attribute_type\":\"status\",\"attribute_value\":\"200\",\"count\":9,\"rank\":1",
                "\"attribute_type\":\"rollup_status\",\"attribute_value\":\"200\",\"count\":9",
                "\"attribute_type\":\"syslog_host\",\"attribute_value\":\"web1\",\"count\":9,\"rank\":1,\"host\":{\"name\":\"web1\"}",
                "\"attribute_type\":\"source_address\",\"attribute_value\":\"%1$s\",\"count\":9,\"rank\":1,\"source\":{\"ip\":\"%1$s\"}"
                        .formatted(ADDRESS))) {
            put(
                    bulk,
                    "metrics-%s-2026.01".formatted(tenant),
                    id++,
                    """
                    {"@timestamp":"2026-01-01T00:00:00Z","data_stream":{"namespace":"%s","dataset":"web"},%s}"""
                            .formatted(tenant, metric));
        }
        put(
                bulk,
                "rejected-logs-%s-2026.01".formatted(tenant),
                1,
                """
                {"@timestamp":"2026-01-01T00:00:00Z","reason":"%s","document":"{}"}"""
                        .formatted(word));
        JsonNode answer = must(admin, "POST", "/_bulk?refresh=true", bulk.toString());
        assertThat(answer.path("errors").asBoolean()).as(answer.toString()).isFalse();
    }

    /** A line as the delivery job writes it. */
    private static String line(DatasetId dataset, int offset, String word) {
        byte[] line =
                """
                {"@timestamp":"2026-01-01T00:00:00Z","source.ip":"%s","http.request.method":"GET","url.path":"/%s",\
                "http.response.status_code":200,"user_agent.original":"secret-agent","order.id":"order-4711","shop.name":"central"}"""
                        .formatted(ADDRESS, word)
                        .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(dataset, new Position("topic", "raw", 0, offset, 0), 0, line);
        assertThat(Formats.parser("json").parse(event, 0, line.length)).isNull();
        return new String(new EcsJson().renderDocumentWithOriginal(event, Set.of("labels.shop.name")), UTF_8);
    }

    private static void put(StringBuilder bulk, String index, int id, String document) {
        bulk.append("{\"index\":{\"_index\":\"%s\",\"_id\":\"%d\"}}\n".formatted(index, id))
                .append(document)
                .append('\n');
    }

    private static CommandRun access(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("index", "access"));
        all.addAll(List.of(arguments));
        all.add("-Dopensearch-urls=" + node.url());
        all.add("-Dopensearch-user=" + SecuredOpenSearch.USER);
        all.add("-Dopensearch-password=file:"
                + Files.writeString(folder.resolve("password"), SecuredOpenSearch.PASSWORD));
        all.add("-Dopensearch-ca=" + node.authority());
        return CommandRun.drey(all.toArray(String[]::new));
    }

    private static OpenSearchClient client(String user) throws Exception {
        return client(user, PASSWORD);
    }

    private static OpenSearchClient client(String user, String password) throws Exception {
        Path file = Files.writeString(folder.resolve("password-of-" + user), password);
        return new OpenSearchClient(new OpenSearchConnection(
                List.of(node.url()),
                user,
                new SecretReference(OpenSearchOptions.PASSWORD.key(), "file:" + file),
                node.authority().toString(),
                OpenSearchOptions.REQUEST_TIMEOUT.defaultValue()));
    }

    private static JsonNode must(OpenSearchClient client, String method, String path, String body) throws Exception {
        HttpResponse<byte[]> answer = send(client, method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, text(answer))
                .isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<byte[]> send(OpenSearchClient client, String method, String path, String body)
            throws Exception {
        return client.send(method, path, body.getBytes(UTF_8));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
