/** The job that matches rules on the events and raises alerts. */
package io.drey.cep;
