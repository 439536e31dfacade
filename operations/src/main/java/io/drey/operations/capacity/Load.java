package io.drey.operations.capacity;

/**
 * What an installation has to do.
 *
 * @param linesPerSecond at the busiest time of a day
 * @param bytesPerLine as shipped
 * @param tenants how many
 * @param searchableShare of the lines, from 0 to 1, that are searchable
 * @param searchableDays how long they are
 * @param lakeDays how long lines are in the lake
 * @param busyShare the mean rate of a day as a share of the busiest
 */
public record Load(
        double linesPerSecond,
        int bytesPerLine,
        int tenants,
        double searchableShare,
        int searchableDays,
        int lakeDays,
        double busyShare) {

    public Load {
        require(linesPerSecond >= 1, "--lines-per-second", linesPerSecond, "at least 1");
        require(bytesPerLine >= 1, "--bytes-per-line", bytesPerLine, "at least 1");
        require(tenants >= 1, "--tenants", tenants, "at least 1");
        require(searchableShare >= 0 && searchableShare <= 1, "--searchable-share", searchableShare, "from 0 to 1");
        require(searchableDays >= 0, "--searchable-days", searchableDays, "at least 0");
        require(lakeDays >= 1, "--lake-days", lakeDays, "at least 1");
        require(busyShare > 0 && busyShare <= 1, "--busy-share", busyShare, "above 0, and 1 at most");
    }

    /** The same after some years of growth, by {@code growth} a year. */
    public Load grown(double growth, int years) {
        return new Load(
                linesPerSecond * Math.pow(1 + growth, years),
                bytesPerLine,
                tenants,
                searchableShare,
                searchableDays,
                lakeDays,
                busyShare);
    }

    double linesPerDay() {
        return linesPerSecond * busyShare * 86_400;
    }

    private static void require(boolean holds, String option, Object value, String what) {
        if (!holds) {
            throw new IllegalArgumentException("%s is %s: it is %s".formatted(option, value, what));
        }
    }
}
