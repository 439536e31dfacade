package io.drey.rules.index;

/** Says where in ASCII it is worth looking for literals. It never leaves out a place. */
interface PlaceFilter {

    /** What {@link #next} gives where no literal can begin. */
    int NONE = -1;

    /** The first place from which on a literal may begin: there, or at one of the {@link #step} - 1 places behind. */
    int next(byte[] bytes, int from, int to);

    /** How many places a place that {@link #next} gave stands for. */
    int step();
}
