/** What of a table is worth rewriting and what may expire: decisions without Iceberg, Flink or a clock. */
package io.drey.lake.maintenance.domain;
