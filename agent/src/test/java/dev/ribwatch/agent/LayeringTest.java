package dev.ribwatch.agent;

import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The order of the stages is law: imports point upstream, stages of one rank do not know each other. */
class LayeringTest {
    private static final String ROOT = "dev.ribwatch.agent.";

    /** Upstream first. A stage may import from every rank before its own. */
    private static final List<Set<String>> RANKS = List.of(
            Set.of("wire"),
            Set.of("session"),
            Set.of("transport", "rib", "mrt", "bmp"),
            Set.of("policy"),
            Set.of("report", "query"),
            Set.of("daemon"),
            Set.of("demo"),
            Set.of("cli"));

    private static JavaClasses product;

    @BeforeAll
    static void importClasses() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.ribwatch");
    }

    @Test
    void everyStageImportsOnlyFromUpstream() {
        Set<String> allowed = new TreeSet<>();
        for (Set<String> rank : RANKS) {
            for (String stage : rank) {
                Set<String> reachable = new TreeSet<>(allowed);
                reachable.add(stage);
                checkStage(stage, reachable);
            }
            allowed.addAll(rank);
        }
    }

    private static void checkStage(String stage, Set<String> reachable) {
        classes()
                .that()
                .resideInAPackage(ROOT + stage + "..")
                .should(onlyDependOnClassesThat(outsideAgentOr(reachable)))
                .allowEmptyShould(true)
                .check(product);
    }

    private static DescribedPredicate<JavaClass> outsideAgentOr(Set<String> stages) {
        return DescribedPredicate.describe("outside the agent or in " + stages, type -> {
            String name = type.getBaseComponentType().getPackageName() + ".";
            return !name.startsWith(ROOT) || stages.contains(stageOf(name));
        });
    }

    private static String stageOf(String packageName) {
        String rest = packageName.substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    @Test
    void everyPackageOfTheAgentHasItsRank() {
        Set<String> known = new TreeSet<>();
        RANKS.forEach(known::addAll);
        List<String> strangers = new ArrayList<>();
        for (JavaClass type : product) {
            String name = type.getPackageName() + ".";
            if (name.startsWith(ROOT) && name.length() > ROOT.length() && !known.contains(stageOf(name))) {
                strangers.add(type.getName());
            }
        }
        assertThat(strangers).isEmpty();
    }

    @Test
    void codecAndTableKnowOnlyTheVocabularyOfTheConfig() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "wire..", ROOT + "rib..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ribwatch.config")
                .check(product);
    }

    @Test
    void theWayOutKnowsNoBgp() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.ribwatch.exporter..", "dev.ribwatch.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ribwatch.agent..")
                .check(product);
        noClasses()
                .that()
                .resideInAPackage("dev.ribwatch.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ribwatch.exporter..")
                .check(product);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        only(
                "io.netty..",
                "dev.ribwatch.agent.transport..",
                "dev.ribwatch.agent.daemon..",
                "dev.ribwatch.exporter.http..");
        only("io.prometheus..", "dev.ribwatch.exporter.metrics..");
        only("picocli..", "dev.ribwatch.agent.cli..", "dev.ribwatch.agent");
        only("org.apache.commons..", "dev.ribwatch.agent.mrt..");
        only(
                "org.yaml..",
                "dev.ribwatch.config.source..",
                "dev.ribwatch.config.binding..",
                "dev.ribwatch.config.load..");
        noClasses()
                .that()
                .resideInAPackage("dev.ribwatch.config.value..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(product);
    }

    private static void only(String library, String... homes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(product);
    }

    @Test
    void theRuleItselfCanFail() {
        assertThatThrownBy(() -> checkStage("rib", Set.of("rib"))).isInstanceOf(AssertionError.class);
    }
}
