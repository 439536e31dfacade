package io.drey.query.engine;

import java.util.Locale;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;

/** What the values of a result's column are, whichever engine it comes from. A column of arrays has the type of their elements. */
public enum ColumnType {
    TEXT,
    INTEGER,
    /** With digits behind the point. */
    FRACTION,
    BOOLEAN,
    /** A moment, or a date with a time. */
    MOMENT,
    DAY,
    BYTES,
    /** Names with values. */
    MAP,
    /** Anything else, such as nested rows. */
    OTHER;

    static ColumnType of(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> TEXT;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> INTEGER;
            case FLOAT, DOUBLE, DECIMAL -> FRACTION;
            case BOOLEAN -> BOOLEAN;
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> MOMENT;
            case DATE -> DAY;
            case BINARY, VARBINARY -> BYTES;
            case MAP -> MAP;
            case ARRAY -> of(((ArrayType) type).getElementType());
            default -> OTHER;
        };
    }

    /** The type that Trino calls so, such as {@code decimal(38,0)} or {@code array(varchar)}. */
    static ColumnType ofTrino(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("array(")) {
            return ofTrino(lower.substring("array(".length(), lower.length() - 1));
        }
        int end = lower.indexOf('(');
        return switch (end < 0 ? lower : lower.substring(0, end).strip()) {
            case "varchar", "char" -> TEXT;
            case "tinyint", "smallint", "integer", "bigint" -> INTEGER;
            case "real", "double", "decimal" -> FRACTION;
            case "boolean" -> BOOLEAN;
            case "timestamp", "timestamp with time zone" -> MOMENT;
            case "date" -> DAY;
            case "varbinary" -> BYTES;
            case "map" -> MAP;
            default -> OTHER;
        };
    }
}
