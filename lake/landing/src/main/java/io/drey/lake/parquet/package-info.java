/**
 * Writes events to Parquet column by column: each value goes from the event's bytes straight into its column, and how a
 * column is encoded is decided when a row group is full and all its values are known. Iceberg's own writer goes row by row
 * through objects, and has no setting for a column's encoding.
 *
 * <p>Format: Apache Parquet 2 with data pages of version 1, as all readers know them. Classes of Parquet are those inside
 * Iceberg's runtime.
 */
package io.drey.lake.parquet;
