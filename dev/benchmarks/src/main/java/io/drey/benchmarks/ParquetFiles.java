package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of Parquet files with access log rows. */
record ParquetFiles(Path folder) {

    private static final String SUMMARY =
            """
            SELECT count(*), sum(http_response_status_code)::BIGINT, sum(http_response_body_bytes)::BIGINT,
              count(http_response_body_bytes), count(user_name), count(http_request_referrer),
              bit_xor(hash(source_ip)), bit_xor(hash(url_path)), bit_xor(hash(coalesce(url_query, ''))),
              bit_xor(hash(http_request_method || http_version)), bit_xor(hash(user_agent_original)),
              bit_xor(hash(event_timezone)), bit_xor(hash(epoch_us(ts))), sum(raw_offset)::BIGINT
            FROM read_parquet('%s/**/*.parquet')
            """;

    private static final String COLUMN_BYTES =
            """
            SELECT path_in_schema, sum(total_compressed_size)::BIGINT FROM parquet_metadata('%s') GROUP BY 1
            """;

    static ParquetFiles temporary(String prefix) throws IOException {
        return new ParquetFiles(Files.createTempDirectory(prefix));
    }

    /** What the rows say as a whole; read by one reader, whoever wrote them. */
    long answer() {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SUMMARY.formatted(folder))) {
            row.next();
            Answer answer = new Answer();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                answer.with(row.getString(i));
            }
            return answer.hash();
        } catch (SQLException e) {
            throw new IllegalStateException("the rows in %s cannot be read".formatted(folder), e);
        }
    }

    /** How many bytes each column of a file takes, compressed. */
    static Map<String, Long> columnBytes(Path file) {
        Map<String, Long> columns = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COLUMN_BYTES.formatted(file))) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getLong(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the columns of %s cannot be read".formatted(file), e);
        }
        return columns;
    }

    long size() throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    /** Deletes the files, and what else is in the folder. */
    void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
