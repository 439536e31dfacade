/** What runs within Kafka's MirrorMaker. */
package io.drey.mirror;
