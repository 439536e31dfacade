package io.drey.operations.rules;

import io.drey.event.Printable;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The outcomes of tests as JUnit's XML, which CI systems show. */
public final class JUnitReport {

    private JUnitReport() {}

    /** A test that was run. */
    public record Test(String file, String name, CaseRun.Outcome outcome) {}

    /** Writes the report; folders that are missing are made. */
    public static void write(Path file, List<Test> tests) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            try (OutputStream out = Files.newOutputStream(file)) {
                write(out, tests);
            }
        } catch (IOException | XMLStreamException e) {
            throw OperationException.failure("%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void write(OutputStream out, List<Test> tests) throws XMLStreamException {
        XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "rules");
        xml.writeAttribute("tests", Integer.toString(tests.size()));
        xml.writeAttribute(
                "failures",
                Long.toString(
                        tests.stream().filter(test -> !test.outcome().passed()).count()));
        for (Test test : tests) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", Printable.of(test.outcome().rule()));
            xml.writeAttribute("name", Printable.of(test.name()));
            xml.writeAttribute("file", test.file());
            xml.writeAttribute(
                    "time",
                    String.format(Locale.ROOT, "%.3f", test.outcome().took().toNanos() / 1e9));
            if (!test.outcome().passed()) {
                xml.writeEmptyElement("failure");
                xml.writeAttribute(
                        "message", Printable.ofWhole(test.outcome().failure().orElseThrow()));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.close();
    }
}
