package dev.sallyport.workload;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.testkit.Network;

/** Workload files are read without a registry, a store or either program: both programs read them the same way. */
@AnalyzeClasses(
        packages = {"dev.sallyport.workload", "dev.sallyport.yaml"},
        importOptions = DoNotIncludeTests.class)
final class WorkloadArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_YAML_BELOW = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sallyport.workload..",
                    "dev.sallyport.yaml..",
                    "dev.sallyport.failure..",
                    "dev.sallyport.oci..",
                    "org.snakeyaml..",
                    "com.fasterxml.jackson.core..",
                    "org.jspecify..",
                    "java..")
            .because("images are found in files alone; what is done with them is for others");

    @ArchTest
    static final ArchRule YAML_KNOWS_NO_WORKLOAD = noClasses()
            .that()
            .resideInAPackage("dev.sallyport.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sallyport.workload..");

    @ArchTest
    static final ArchRule NO_CONNECTIONS = noClasses()
            .should()
            .dependOnClassesThat(Network.outbound())
            .because("charts and everything else arrive as files");

    private WorkloadArchitectureTest() {}
}
