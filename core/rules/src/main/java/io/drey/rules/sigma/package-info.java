/** Detections in the field's standard, Sigma 2.1 with the additions of 2.2: YAML documents in, conditions out. */
package io.drey.rules.sigma;
