package dev.sallyport.agent.workload;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Workload files are read without a registry, a store or a run of the agent. */
@AnalyzeClasses(packages = "dev.sallyport.agent", importOptions = DoNotIncludeTests.class)
final class WorkloadArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_YAML_BELOW = noClasses()
            .that()
            .resideInAnyPackage("dev.sallyport.agent.workload..", "dev.sallyport.agent.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sallyport.agent.registry..",
                    "dev.sallyport.agent.source..",
                    "dev.sallyport.agent.mirror..",
                    "dev.sallyport.agent.closure..",
                    "dev.sallyport.agent.export..",
                    "dev.sallyport.agent.cli..",
                    "dev.sallyport.content..",
                    "dev.sallyport.bundle..")
            .because("images are found in files alone; what is done with them is for others");

    @ArchTest
    static final ArchRule YAML_KNOWS_NO_WORKLOAD = noClasses()
            .that()
            .resideInAPackage("dev.sallyport.agent.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sallyport.agent.workload..");

    private WorkloadArchitectureTest() {}
}
