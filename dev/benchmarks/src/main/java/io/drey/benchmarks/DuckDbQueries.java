package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.query.catalog.QueryRequest;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The peer: DuckDB reads the data files of a snapshot, with SQL of its own for each question. Works in this process. */
final class DuckDbQueries implements QueryContender, AutoCloseable {

    private static final int THREADS = 2;

    private final Connection connection;

    DuckDbQueries(TrafficLake lake) throws IOException {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET threads = " + THREADS);
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute(text("logs")
                        .replace("${files}", list(lake.files()))
                        .replace("${schema}", schema(lake.logs().schema())));
            }
        } catch (SQLException e) {
            throw new IOException("DuckDB cannot read the lake", e);
        }
    }

    private static String list(List<DataFile> files) {
        return files.stream()
                .map(file -> "'" + file.location().replaceFirst("^file:/*", "/") + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Columns by their ids, as Iceberg's readers find them: a file has none that would be empty. */
    private static String schema(Schema schema) {
        return schema.columns().stream()
                .filter(column -> column.type().isPrimitiveType())
                .map(column -> "%d: {name: '%s', type: '%s', default_value: NULL}"
                        .formatted(column.fieldId(), column.name(), type(column.type())))
                .collect(Collectors.joining(", ", "MAP {", "}"));
    }

    private static String type(Type type) {
        return switch (type.typeId()) {
            case STRING -> "VARCHAR";
            case LONG -> "BIGINT";
            case INTEGER -> "INTEGER";
            case BOOLEAN -> "BOOLEAN";
            case DOUBLE -> "DOUBLE";
            case DATE -> "DATE";
            case BINARY -> "BLOB";
            case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
            default -> throw new IllegalArgumentException("no type of DuckDB is known for " + type);
        };
    }

    private static String text(String name) throws IOException {
        try (InputStream in = DuckDbQueries.class.getResourceAsStream("/duckdb/" + name + ".sql")) {
            if (in == null) {
                throw new IOException("there is no duckdb/%s.sql".formatted(name));
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public List<List<String>> ask(QueryRequest request) {
        String id = request.definition().orElseThrow().id();
        try (Statement statement = connection.createStatement()) {
            String sql = text(id);
            for (Map.Entry<String, String> parameter :
                    QueriesBenchmark.PARAMETERS.getOrDefault(id, Map.of()).entrySet()) {
                sql = sql.replace("${%s}".formatted(parameter.getKey()), "'%s'".formatted(parameter.getValue()));
            }
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(sql)) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(value(result.getObject(column)));
                    }
                    rows.add(QueryContender.text(row));
                }
            }
            return rows;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("DuckDB failed at %s".formatted(id), e);
        }
    }

    private static Object value(Object value) {
        if (value instanceof Timestamp timestamp) {
            return timestamp.toLocalDateTime().toInstant(ZoneOffset.UTC);
        }
        if (value instanceof LocalDateTime moment) {
            return moment.toInstant(ZoneOffset.UTC);
        }
        return value instanceof Date date ? date.toLocalDate() : value;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not close", e);
        }
    }
}
