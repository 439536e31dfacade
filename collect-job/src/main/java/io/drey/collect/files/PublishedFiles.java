package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.collect.files.CollectSettings.FilesOfDataset;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.job.datasets.ControlTopics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files datasets' documents name. Who may publish a document must not read what he likes by it: only what the settings open
 * to his tenant is read.
 */
public final class PublishedFiles implements FilesDirectory {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PublishedFiles.class);

    private final ControlTopics topics;
    private final CollectSettings settings;

    private transient int changes;
    private transient List<FilesOfDataset> files;
    private transient Set<FilesOfDataset> refused;

    public PublishedFiles(ControlTopics topics, CollectSettings settings) {
        this.topics = requireNonNull(topics, "topics is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    @Override
    public void open() {
        topics.open();
        refused = new HashSet<>();
        files = null;
    }

    @Override
    public List<FilesOfDataset> files() {
        int now = topics.changes();
        if (files == null || now != changes) {
            changes = now;
            files = read();
        }
        return files;
    }

    private List<FilesOfDataset> read() {
        List<FilesOfDataset> found = new ArrayList<>();
        for (Document document : topics.all(DocumentKind.DATASET)) {
            for (JsonNode address : document.content().path(DatasetDocument.FILES)) {
                FilesOfDataset one = new FilesOfDataset(document.tenant(), document.name(), address.asText());
                if (settings.mayRead(one)) {
                    found.add(one);
                } else if (refused.add(one)) {
                    LOG.warn(
                            "dataset {} asks for the files {}, which are not read: add {}=PLACE to {}, with a place that they"
                                    + " are in",
                            one.dataset(),
                            one.address(),
                            one.tenant(),
                            CollectSettings.PLACES.key());
                }
            }
        }
        found.sort(FilesOfDataset.ORDER);
        return List.copyOf(found);
    }

    @Override
    public void close() {
        topics.close();
    }
}
