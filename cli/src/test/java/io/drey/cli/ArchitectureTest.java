package io.drey.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.apache.flink.api.common.functions.Function;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.StreamOperator;

/** Which way modules may depend on each other, over all of them. An empty rule fails: it would guard nothing. */
@AnalyzeClasses(
        packages = "io.drey",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
final class ArchitectureTest {

    /** What other modules' tests have for tests of ours. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String EVENT_MODEL = "io.drey.event..";
    private static final String FORMATS = "io.drey.format..";
    private static final String CONFIGURATION = "io.drey.configuration..";
    private static final String[] CONTRACTS = {EVENT_MODEL, FORMATS, CONFIGURATION};
    private static final String DETECTIONS = "io.drey.detection..";
    private static final String RULES = "io.drey.rules..";
    private static final String JOB_SUPPORT = "io.drey.job..";
    private static final String SEARCH = "io.drey.search..";
    private static final String LAKE = "io.drey.lake..";
    private static final String BATCH_SQL = "io.drey.query..";
    private static final String SCHEDULER = "io.drey.schedule..";
    private static final String STACK = "io.drey.stack..";
    private static final String TESTING = "io.drey.testing..";
    private static final String OPERATIONS = "io.drey.operations..";
    private static final String CLI = "io.drey.cli..";
    private static final String INGEST = "io.drey.ingest..";
    private static final String COLLECT = "io.drey.collect..";
    private static final String CEP = "io.drey.cep..";
    private static final String AGGREGATION = "io.drey.metrics..";
    private static final String DELIVERY = "io.drey.delivery..";
    private static final String FUSED = "io.drey.fused..";
    private static final String MAINTENANCE = "io.drey.maintenance..";
    private static final String[] JOBS = {INGEST, COLLECT, CEP, AGGREGATION, DELIVERY, MAINTENANCE};

    private static final String LANDING = "io.drey.lake.landing..";
    private static final String[] TABLES_ROOM = {"io.drey.lake", "io.drey.lake.table"};
    private static final String[] LANDING_ROOM = {LANDING, "io.drey.lake.parquet..", "io.drey.lake.row.."};
    private static final String[] CARE_ROOM = {
        "io.drey.lake.audit..",
        "io.drey.lake.deadletters..",
        "io.drey.lake.ledger..",
        "io.drey.lake.maintenance..",
        "io.drey.lake.reparse..",
        "io.drey.lake.restore..",
        "io.drey.lake.retention.."
    };
    private static final String DOMAIN = "io.drey..domain..";

    /** Who fills events: decoders, parsers and their steps, and those who run these and say when a line was parsed. */
    private static final String[] MAKERS_OF_EVENTS = {
        EVENT_MODEL,
        FORMATS,
        INGEST,
        "io.drey.lake",
        "io.drey.lake.row",
        "io.drey.lake.reparse",
        "io.drey.operations.rules"
    };

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.drey..");

    private static final String[] CONNECTORS = {
        "org.apache.flink.connector.kafka..",
        "org.apache.flink.connector.jdbc..",
        "org.apache.iceberg..",
        "org.apache.kafka..",
        "org.apache.hadoop..",
        "java.sql.."
    };

    /** Calls that make or use streams: a job's graph is built where they are. */
    private static final DescribedPredicate<JavaAccess<?>> BUILDING_A_GRAPH =
            DescribedPredicate.describe("building a graph", access -> {
                JavaClass owner = access.getTargetOwner();
                return owner.isAssignableTo(DataStream.class)
                        || owner.isAssignableTo(AsyncDataStream.class)
                        || (owner.isAssignableTo(StreamExecutionEnvironment.class)
                                && access.getTarget() instanceof CodeUnitAccessTarget target
                                && target.getRawReturnType().isAssignableTo(DataStream.class));
            });

    private static final DescribedPredicate<JavaClass> BUILDS_A_GRAPH = DescribedPredicate.describe(
            "build a graph", type -> type.getAccessesFromSelf().stream().anyMatch(BUILDING_A_GRAPH));

    /** What Flink runs on a cluster may know whatever it needs there; whoever puts it into a graph need not. */
    private static final DescribedPredicate<JavaClass> KNOWS_A_CONNECTOR = DescribedPredicate.describe(
            "know a connector",
            type -> !type.isAssignableTo(Function.class)
                    && !type.isAssignableTo(StreamOperator.class)
                    && type.getDirectDependenciesFromSelf().stream()
                            .map(Dependency::getTargetClass)
                            .anyMatch(resideInAnyPackage(CONNECTORS)));

    private static final DescribedPredicate<JavaClass> HAS_A_MAIN = DescribedPredicate.describe(
            "have a main", type -> type.tryGetMethod("main", String[].class).isPresent());

    /** Every package by itself: a package may know those below it, and then they do not know it. */
    private static final SliceAssignment BY_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @ArchTest
    static final ArchRule packagesAreFreeOfCircles =
            slices().assignedFrom(BY_PACKAGE).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule eventModelDependsOnNoOtherModule = classes()
            .that()
            .resideInAPackage(EVENT_MODEL)
            .should()
            .onlyDependOnClassesThat(resideInAPackage(EVENT_MODEL).or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule formatsDependOnEventModelOnlyAndOnNoFlink = classes()
            .that()
            .resideInAPackage(FORMATS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(FORMATS, EVENT_MODEL)
                    .or(DescribedPredicate.not(OURS.or(resideInAPackage("org.apache.flink..")))));

    @ArchTest
    static final ArchRule formatsAreFoundAndNotNamed = noClasses()
            .that()
            .resideInAPackage("io.drey.format")
            .should()
            .dependOnClassesThat(resideInAPackage(FORMATS)
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "io.drey.format",
                            "io.drey.format.line",
                            "io.drey.format.enrich",
                            "io.drey.format.given",
                            "io.drey.format.path",
                            "io.drey.format.redact",
                            "io.drey.format.text"))));

    @ArchTest
    static final ArchRule configurationDependsOnEventModelFormatsAndRulesOnlyAndOnNoFlink = classes()
            .that()
            .resideInAPackage(CONFIGURATION)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CONTRACTS)
                    .or(resideInAPackage(RULES))
                    .or(DescribedPredicate.not(OURS.or(resideInAPackage("org.apache.flink..")))));

    @ArchTest
    static final ArchRule eventsAreWrittenByThoseWhoMakeThem = noClasses()
            .that()
            .resideOutsideOfPackages(MAKERS_OF_EVENTS)
            .should()
            .dependOnClassesThat(name("io.drey.event.EventBuilder"));

    @ArchTest
    static final ArchRule eventModelKnowsFlinkOnlyAsTypes = noClasses()
            .that(resideInAPackage(EVENT_MODEL).and(DescribedPredicate.not(resideInAPackage("io.drey.event.flink.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule typesOfEventsNeedNoRuntime = noClasses()
            .that()
            .resideInAPackage("io.drey.event.flink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink.streaming..", "org.apache.flink.runtime..", "org.apache.flink.table..");

    @ArchTest
    static final ArchRule detectionsDependOnEventModelOnlyAndOnNoFlink = classes()
            .that()
            .resideInAPackage(DETECTIONS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(DETECTIONS, EVENT_MODEL)
                    .or(DescribedPredicate.not(OURS.or(resideInAPackage("org.apache.flink..")))));

    @ArchTest
    static final ArchRule rulesDependOnEventModelOnlyAndOnNoFlink = classes()
            .that()
            .resideInAPackage(RULES)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(RULES, EVENT_MODEL)
                    .or(DescribedPredicate.not(OURS.or(resideInAPackage("org.apache.flink..")))));

    @ArchTest
    static final ArchRule conditionsKnowNoWayOfWritingThem = noClasses()
            .that()
            .resideInAPackage("io.drey.rules.condition..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.drey.rules.sigma..", "org.yaml..");

    @ArchTest
    static final ArchRule jobSupportDependsOnContractsOnly = classes()
            .that()
            .resideInAPackage(JOB_SUPPORT)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JOB_SUPPORT)
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule searchDependsOnJobSupportOnly = classes()
            .that()
            .resideInAPackage(SEARCH)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(SEARCH, JOB_SUPPORT)
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule lakeDependsOnContractsOnly = classes()
            .that()
            .resideInAPackage(LAKE)
            .should()
            .onlyDependOnClassesThat(
                    resideInAPackage(LAKE).or(resideInAnyPackage(CONTRACTS)).or(DescribedPredicate.not(OURS)));

    /** From what is stored to who writes it to who looks after it. */
    @ArchTest
    static final ArchRule theLakesRoomsStandOnEachOther = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(LAKE)
            .layer("tables")
            .definedBy(TABLES_ROOM)
            .layer("landing")
            .definedBy(LANDING_ROOM)
            .layer("care")
            .definedBy(CARE_ROOM)
            .whereLayer("care")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("landing")
            .mayOnlyBeAccessedByLayers("care")
            .ensureAllClassesAreContainedInArchitectureIgnoring(DescribedPredicate.not(resideInAPackage(LAKE)));

    @ArchTest
    static final ArchRule tablesAndCareRunInNoStream = noClasses()
            .that()
            .resideInAnyPackage(CARE_ROOM)
            .or()
            .resideInAnyPackage(TABLES_ROOM)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink.streaming..");

    @ArchTest
    static final ArchRule queriesDependOnNoJob = classes()
            .that()
            .resideInAPackage(BATCH_SQL)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(BATCH_SQL, LAKE, SEARCH, JOB_SUPPORT)
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule schedulesKnowNothingOfTheWork = classes()
            .that()
            .resideInAPackage(SCHEDULER)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(SCHEDULER, JOB_SUPPORT)
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    /** From what is asked to what is made of the answer. */
    @ArchTest
    static final ArchRule queriesKnowNothingOfWhatIsMadeOfThem = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(BATCH_SQL)
            .layer("sql")
            .definedBy("io.drey.query.sql")
            .layer("sight")
            .definedBy("io.drey.query.sight")
            .layer("catalog")
            .definedBy("io.drey.query.catalog")
            .layer("live")
            .definedBy("io.drey.query.live")
            .layer("cluster")
            .definedBy("io.drey.query.cluster")
            .layer("engine")
            .definedBy("io.drey.query.engine")
            .layer("region")
            .definedBy("io.drey.query.region")
            .layer("access")
            .definedBy("io.drey.query.access")
            .layer("index")
            .definedBy("io.drey.query.index")
            .layer("report")
            .definedBy("io.drey.query.report")
            .layer("delivery")
            .definedBy("io.drey.query.delivery")
            .layer("rollup")
            .definedBy("io.drey.query.rollup")
            .whereLayer("rollup")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("delivery")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("delivery")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("region", "report")
            .whereLayer("index")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("region")
            .mayOnlyBeAccessedByLayers("report")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("access", "index", "region", "report", "delivery", "rollup")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("engine")
            .whereLayer("live")
            .mayOnlyBeAccessedByLayers("engine")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("live", "engine", "access", "index", "region", "report", "rollup");

    @ArchTest
    static final ArchRule jobsDependOnCoreAndLakeOnly = classes()
            .that()
            .resideInAnyPackage(JOBS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JOBS)
                    .or(resideInAnyPackage(LAKE, DETECTIONS, RULES, JOB_SUPPORT, SEARCH))
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule noJobDependsOnAnother = slices().matching(
                    "io.drey.(ingest|collect|cep|metrics|delivery|maintenance)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule fusedJobIsAssemblyOfJobs = classes()
            .that()
            .resideInAPackage(FUSED)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(FUSED, INGEST, CEP, AGGREGATION, LAKE, JOB_SUPPORT)
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule nothingDependsOnTheFusedJob = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAPackage(FUSED))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FUSED);

    @ArchTest
    static final ArchRule nothingUsesTheCommandLine = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAPackage(CLI))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI);

    @ArchTest
    static final ArchRule onlyTheCommandLineUsesOperations = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage(OPERATIONS, CLI))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(OPERATIONS);

    @ArchTest
    static final ArchRule operationsKnowNoPicocliAndNoConsole = noClasses()
            .that()
            .resideInAPackage(OPERATIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", CLI)
            .orShould()
            .dependOnClassesThat(name("java.io.Console"))
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule onlyTestsAndOperationsUseTheStack = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage(STACK, TESTING, OPERATIONS, CLI))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STACK, TESTING);

    @ArchTest
    static final ArchRule stackKnowsOfOursOnlyWhoseAFailureIs = classes()
            .that()
            .resideInAPackage(STACK)
            .should()
            .onlyDependOnClassesThat(resideInAPackage(STACK)
                    .or(name("io.drey.event.Explained"))
                    .or(name("io.drey.event.Blame"))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule testKitDependsOnTheStackOnly = classes()
            .that()
            .resideInAPackage(TESTING)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(TESTING, STACK).or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule decisionsKnowNoFramework = noClasses()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink..",
                    "org.apache.iceberg..",
                    "org.apache.kafka..",
                    "org.apache.hadoop..",
                    "java.sql..");

    @ArchTest
    static final ArchRule decisionsKnowNoAdapterOfOurs = classes()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(DOMAIN, DETECTIONS)
                    .or(resideInAnyPackage(CONTRACTS))
                    .or(DescribedPredicate.not(OURS)));

    @ArchTest
    static final ArchRule decisionsReadNoClock = noClasses()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat(
                    resideInAPackage("java.time").and(name("java.time.Clock").or(name("java.time.InstantSource"))));

    @ArchTest
    static final ArchRule topologiesKnowNoConnectors = noClasses()
            .that(OURS.and(simpleNameEndingWith("Topology").or(BUILDS_A_GRAPH)))
            .and()
            .resideOutsideOfPackages(LANDING, TESTING)
            .should()
            .dependOnClassesThat(resideInAnyPackage(CONNECTORS).or(OURS.and(KNOWS_A_CONNECTOR)));

    @ArchTest
    static final ArchRule mainsWireEndsOnly =
            noClasses().that(OURS.and(HAS_A_MAIN)).should().accessTargetWhere(BUILDING_A_GRAPH);

    @ArchTest
    static final ArchRule metricsAreRegisteredByWhatIsInTheReference = noClasses()
            .that(OURS.and(DescribedPredicate.not(name("io.drey.job.JobMetric"))))
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "registers a metric",
                    call -> call.getTargetOwner().isAssignableTo(MetricGroup.class)
                            && List.of("counter", "gauge", "histogram", "meter").contains(call.getName())));

    @ArchTest
    static final ArchRule onlyWhatFlink2Keeps = noClasses()
            .that(OURS)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.flink.streaming.api.functions.source.SourceFunction")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.flink.streaming.api.functions.sink.SinkFunction")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink.api.java.operators..", "org.apache.flink.api.scala..");
}
