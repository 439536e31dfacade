/** The commands of configuration documents: apply, diff, get, history. */
package io.drey.cli.documents;
