/** Which files are to be read, and where their lines begin and end. Knows no Flink and no clock. */
package io.drey.collect.domain;
