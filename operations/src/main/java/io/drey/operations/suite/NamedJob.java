package io.drey.operations.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.delivery.DeliveryJob;
import io.drey.operations.OperationException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.guava31.com.google.common.hash.Hashing;

/**
 * A job by what it is called on a cluster. Several delivery jobs may run side by side, each but one by a name of its
 * own.
 *
 * @param job which job it is
 * @param own the name of its own; empty for none
 */
public record NamedJob(Job job, String own) {

    private static final String CLUSTER = "drey-";

    private static final Pattern DELIVERY =
            Pattern.compile("%s-(%s)(-job)?".formatted(Job.DELIVERY.shortName(), DeliveryJob.NAME_GRAMMAR));

    public NamedJob {
        requireNonNull(job, "job is null");
        requireNonNull(own, "own is null");
        if (!own.isEmpty() && !mayHaveOwnName(job)) {
            throw OperationException.usage("the %s job has no name of its own: only delivery jobs run side by side"
                    .formatted(job.shortName()));
        }
    }

    private static boolean mayHaveOwnName(Job job) {
        return job == Job.DELIVERY;
    }

    /** A job by its only name. */
    public static NamedJob of(Job job) {
        return new NamedJob(job, "");
    }

    /** The job that settings make. */
    public static NamedJob of(Job job, Configuration settings) {
        return new NamedJob(job, mayHaveOwnName(job) ? DeliveryJob.ownName(settings) : "");
    }

    /**
     * The job that a user or a cluster calls so.
     *
     * @throws OperationException if there is none
     */
    public static NamedJob of(String name) {
        return find(name).orElseGet(() -> of(Job.of(name)));
    }

    /** The job that a user or a cluster calls so. */
    public static Optional<NamedJob> find(String name) {
        Optional<Job> only = Job.find(name);
        if (only.isPresent()) {
            return only.map(NamedJob::of);
        }
        Matcher delivery = DELIVERY.matcher(name);
        return delivery.matches() ? Optional.of(new NamedJob(Job.DELIVERY, delivery.group(1))) : Optional.empty();
    }

    /** What settings give it its name. */
    public Map<String, String> settings() {
        return own.isEmpty() ? Map.of() : Map.of(DeliveryJob.NAME_KEY, own);
    }

    /** What a user calls it. */
    public String shortName() {
        return own.isEmpty() ? job.shortName() : job.shortName() + "-" + own;
    }

    /** What its cluster is called where each job has one of its own: on YARN and Kubernetes. */
    public String clusterName() {
        return CLUSTER + shortName();
    }

    /** The job whose own cluster is called so, if it is one of ours. */
    public static Optional<NamedJob> ofClusterName(String name) {
        return name.startsWith(CLUSTER) ? find(name.substring(CLUSTER.length())) : Optional.empty();
    }

    /** Whether that is its name on a cluster, or was in an earlier version. */
    public boolean isNamed(String name) {
        return own.isEmpty() ? job.isNamed(name) : name.equals(shortName() + "-job");
    }

    /** Whether others of the same job may run beside it, under names of their own. */
    public boolean mayHaveSiblings() {
        return mayHaveOwnName(job);
    }

    /** Whether both at once would do the same work twice. */
    public boolean excludes(NamedJob other) {
        return job.excludes(other.job);
    }

    /** Those one of whose states says how far this one's work is done: itself, and who takes turns with it. */
    public Set<NamedJob> takingTurns() {
        return own.isEmpty() ? job.takingTurns().stream().map(NamedJob::of).collect(Collectors.toSet()) : Set.of(this);
    }

    /**
     * Whether a state with these operators is this job's.
     *
     * @param ids the ids that Flink makes of the operators' uids
     */
    public boolean isOfOperators(Set<String> ids) {
        return own.isEmpty()
                ? Job.withOperators(ids).filter(job::equals).isPresent()
                : ids.contains(idOf(DeliveryJob.markOf(own)));
    }

    /** The id that Flink makes of an operator's uid. */
    static String idOf(String uid) {
        return Hashing.murmur3_128(0).hashString(uid, UTF_8).toString();
    }
}
