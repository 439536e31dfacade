/** State of detections as version 0.1 kept it, with Flink CEP's partial matches, and how it is read. */
package io.drey.cep.earlier;
