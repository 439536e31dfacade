package io.drey.format.enrich;

/** The lists of one tenant that are in force, made ready to look values up in. */
@FunctionalInterface
public interface LookupTables {

    /** There are none. */
    LookupTables NONE = name -> null;

    /** The list of that name, or null if there is none. Quick: asked for each event. */
    LookupTable find(String name);
}
