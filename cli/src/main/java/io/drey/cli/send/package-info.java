/** What a person sees while lines are sent. */
package io.drey.cli.send;
