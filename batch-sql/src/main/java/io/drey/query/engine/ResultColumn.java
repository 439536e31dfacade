package io.drey.query.engine;

import java.io.Serializable;

/**
 * A column of a result.
 *
 * @param name as the query names it
 * @param type what its values are
 */
public record ResultColumn(String name, ColumnType type) implements Serializable {}
