package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.Rejection;
import io.drey.event.Topics;
import io.drey.format.LineJoiner;
import io.drey.format.LinePipeline;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionSecrets;
import io.drey.format.redact.Redactor;
import io.drey.job.TenantSecrets;
import io.drey.job.datasets.DatasetDirectory;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the lines of a dataset are read: as its document says that was in force when it was {@linkplain #renew() renewed} last. Of
 * a dataset without a document, or with one that cannot be followed, no line is read.
 */
final class LineReading {

    private static final Logger LOG = LoggerFactory.getLogger(LineReading.class);

    private final DatasetId datasetId;
    private final Sources sources;
    private DatasetDocument document;
    private LinePipeline pipeline;
    private HeldLinesSeal seal;
    private Rejection unusable;

    /** Null where nothing is redacted; lines of a document that cannot be followed are redacted as it says. */
    private Redactor redactor;

    /**
     * What it takes to read lines, of all datasets.
     *
     * @param directory has the datasets' documents and lists
     * @param secrets has the tenants' secrets
     * @param geo finds where addresses are
     * @param agents knows user agents
     */
    record Sources(DatasetDirectory directory, TenantSecrets secrets, GeoFinder geo, UserAgentFinder agents) {

        Sources {
            requireNonNull(directory, "directory is null");
            requireNonNull(secrets, "secrets is null");
            requireNonNull(geo, "geo is null");
            requireNonNull(agents, "agents is null");
        }

        private RedactionSecrets secretsOf(String tenant) {
            return secrets.forRedaction(tenant, System.getenv());
        }

        private EnrichmentSources ofTenant(String tenant) {
            return new EnrichmentSources(geo, agents, name -> directory.table(tenant, name));
        }
    }

    /** Knows no document yet, so it is outdated. */
    LineReading(DatasetId datasetId, Sources sources) {
        this.datasetId = requireNonNull(datasetId, "datasetId is null");
        this.sources = requireNonNull(sources, "sources is null");
        this.seal = new HeldLinesSeal(sources.secretsOf(datasetId.tenant()), Optional.empty());
    }

    /** Whether another document is in force now. */
    @SuppressWarnings("ReferenceEquality") // asked for each line; a new document is a new object
    boolean isOutdated() {
        DatasetDocument current = sources.directory().find(datasetId).orElse(null);
        return current != document || (current == null && unusable == null);
    }

    /** Reads lines from now on as the document says that is in force now. */
    void renew() {
        document = sources.directory().find(datasetId).orElse(null);
        pipeline = null;
        unusable = null;
        redactor = null;
        if (document == null) {
            unusable = new Rejection(
                    "dataset %s is not configured: publish its document to %s"
                            .formatted(datasetId, Topics.control(datasetId.tenant())),
                    0);
        } else {
            follow(document);
        }
    }

    private void follow(DatasetDocument followed) {
        RedactionSecrets secrets = sources.secretsOf(datasetId.tenant());
        Redaction redaction = followed.lines().treatment().redaction();
        seal = new HeldLinesSeal(secrets, redaction.secret());
        try {
            EnrichmentSources enrichment = sources.ofTenant(datasetId.tenant());
            pipeline = new LinePipeline(followed.lines(), secrets, enrichment);
            followed.lines()
                    .treatment()
                    .enrichment()
                    .problems(enrichment)
                    .forEach(problem ->
                            LOG.error("dataset {}: enrich: {}; its events are taken in without", datasetId, problem));
            if (isJoining() && !redaction.isNone() && !seal.isThere()) {
                LOG.warn(
                        "dataset {}: lines that wait to be joined stand in checkpoints as they were sent: name a secret in its 'redact-secret', with which they are sealed",
                        datasetId);
            }
        } catch (IllegalArgumentException e) {
            unusable = new Rejection("dataset %s: %s".formatted(datasetId, e.getMessage()), 0);
            redactor = redaction.isNone() ? null : new Redactor(redaction, secrets);
        }
    }

    /** Why no line can be read; null where lines are. */
    Rejection unusable() {
        return unusable;
    }

    /** Whether lines are joined. */
    boolean isJoining() {
        return pipeline != null && LineJoiner.isAskedFor(pipeline);
    }

    /** Makes events of lines; there is one unless they are {@linkplain #unusable() unusable}. */
    LinePipeline pipeline() {
        return pipeline;
    }

    /** Takes out what must not leave of lines that no pipeline reads; null where all may. */
    Redactor redactor() {
        return redactor;
    }

    /** Seals lines that wait. */
    HeldLinesSeal seal() {
        return seal;
    }
}
