/**
 * Publishing configuration documents: what is in force, what files ask for, the plan that leads from one to the other,
 * and the Kafka topics that follow from it. Only {@code ControlPlane} talks to Kafka.
 */
package io.drey.operations.control;
