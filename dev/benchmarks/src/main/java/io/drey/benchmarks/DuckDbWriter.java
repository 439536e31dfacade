package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The peer: DuckDB reads the same file, parses it in SQL and copies the same columns to Parquet with zstd. Like ours it leaves
 * out what follows from other columns; the line would cost it more.
 */
final class DuckDbWriter implements Contender {

    /** How the SQL parses. */
    enum Parsing {
        REGEXP(
                """
                SELECT line, offset_in_file, m.ip AS ip, m.ident AS ident, m.usr AS usr, m.stamp AS stamp, m.method AS method,
                  m.target AS target, m.version AS version, m.status AS status, m.bytes AS bytes, m.ref AS ref, m.agent AS agent
                FROM (SELECT line, row_number() OVER () - 1 AS offset_in_file, regexp_extract(line,
                  '^(\\S+) (\\S+) (\\S+) \\[([^\\]]+)\\] "(\\S+) (\\S+) HTTP/([0-9.]+)" (\\d+) (\\S+) "([^"]*)" "([^"]*)"$',
                  ['ip','ident','usr','stamp','method','target','version','status','bytes','ref','agent']) AS m FROM lines)
                """),
        SPLIT(
                """
                SELECT line, offset_in_file, h[1] AS ip, h[2] AS ident, h[3] AS usr, h[4][2:] || ' ' || h[5][:5] AS stamp,
                  r[1] AS method, r[2] AS target, r[3][6:] AS version, s[2] AS status, s[3] AS bytes, q[4] AS ref, q[6] AS agent
                FROM (SELECT line, offset_in_file, q, string_split(q[1], ' ') AS h, string_split(q[2], ' ') AS r,
                  string_split(q[3], ' ') AS s
                  FROM (SELECT line, row_number() OVER () - 1 AS offset_in_file, string_split(line, '"') AS q FROM lines))
                """);

        private final String sql;

        Parsing(String sql) {
            this.sql = sql;
        }
    }

    private static final String COPY =
            """
            COPY (
              WITH lines AS (SELECT line FROM read_csv('%s', columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '',
                escape = '', header = false, auto_detect = false)),
              parsed AS (%s)
              SELECT 'bench' AS tenant, 'access' AS dataset, strptime(stamp, '%%d/%%b/%%Y:%%H:%%M:%%S %%z') AS ts,
                to_timestamp(1741000000) AS event_created, to_timestamp(1741000000) AS event_ingested,
                'AAAAAAAAAAAAAAAAAAAAAA' AS raw_topic_id, 'raw.bench.access' AS raw_topic, 0 AS raw_partition,
                offset_in_file AS raw_offset, 0 AS raw_index, DATE '2025-03-01' AS "day", false AS ts_suspect,
                ip AS source_ip, nullif(ident, '-') AS client_ident, nullif(usr, '-') AS user_name,
                method AS http_request_method, split_part(target, '?', 1) AS url_path,
                CASE WHEN contains(target, '?') THEN substr(target, strpos(target, '?') + 1) END AS url_query,
                version AS http_version, status::BIGINT AS http_response_status_code,
                nullif(bytes, '-')::BIGINT AS http_response_body_bytes, nullif(ref, '-') AS http_request_referrer,
                nullif(agent, '-') AS user_agent_original, right(stamp, 5) AS event_timezone
              FROM parsed
            ) TO '%s/rows.parquet' (FORMAT parquet, COMPRESSION zstd)
            """;

    private final Parsing parsing;

    private Path input;

    DuckDbWriter(Parsing parsing) {
        this.parsing = parsing;
    }

    @Override
    public void prepare(Path file, int lines) {
        input = file;
    }

    @Override
    public void pass() throws IOException {
        write().delete();
    }

    @Override
    public long answer(int lines) throws IOException {
        ParquetFiles files = write();
        System.err.printf("duckdb: %,d bytes in Parquet%n", files.size());
        long answer = files.answer();
        files.delete();
        return answer;
    }

    private ParquetFiles write() throws IOException {
        ParquetFiles files = ParquetFiles.temporary("drey-lake-write");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            // One core for each contender.
            statement.execute("SET threads = 1");
            statement.execute(COPY.formatted(input, parsing.sql, files.folder()));
        } catch (SQLException e) {
            throw new IOException("DuckDB failed", e);
        }
        return files;
    }
}
