package dev.sallyport.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.testkit.Network;

/** The arrows inside the agent. */
@AnalyzeClasses(
        packages = {"dev.sallyport.agent", "dev.sallyport.workload", "dev.sallyport.yaml"},
        importOptions = DoNotIncludeTests.class)
final class AgentArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("registry")
            .definedBy("dev.sallyport.agent.registry..")
            .layer("source")
            .definedBy("dev.sallyport.agent.source..")
            .layer("closure")
            .definedBy("dev.sallyport.agent.closure..")
            .layer("vendor")
            .definedBy("dev.sallyport.agent.vendor..")
            .layer("export")
            .definedBy("dev.sallyport.agent.export..")
            .layer("yaml")
            .definedBy("dev.sallyport.yaml..")
            .layer("workload")
            .definedBy("dev.sallyport.workload..")
            .layer("mirror")
            .definedBy("dev.sallyport.agent.mirror..")
            .layer("resolution")
            .definedBy("dev.sallyport.agent.resolution..")
            .layer("cli")
            .definedBy("dev.sallyport.agent.cli..")
            .whereLayer("registry")
            .mayNotAccessAnyLayer()
            .whereLayer("yaml")
            .mayNotAccessAnyLayer()
            .whereLayer("source")
            .mayOnlyAccessLayers("registry", "yaml")
            .whereLayer("closure")
            .mayOnlyAccessLayers("source", "registry")
            .whereLayer("export")
            .mayOnlyAccessLayers("closure", "source", "registry")
            .whereLayer("vendor")
            .mayOnlyAccessLayers("closure", "source", "registry")
            .whereLayer("workload")
            .mayOnlyAccessLayers("yaml")
            .whereLayer("mirror")
            .mayOnlyAccessLayers("closure", "source", "registry", "yaml")
            .whereLayer("resolution")
            .mayOnlyAccessLayers("mirror", "workload", "yaml", "vendor", "export", "closure", "source", "registry")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .because(
                    "a save goes cli, resolution, export, closure, source, registry; nothing below knows what is above it, and"
                            + " whoever reads files that people write opens no connection");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.sallyport.agent.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NETWORK_ONLY_IN_REGISTRY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sallyport.agent.registry..")
            .should()
            .dependOnClassesThat(Network.outbound())
            .because("authentication, retry and redirects are decided in one place");

    @ArchTest
    static final ArchRule NOTHING_OF_THE_APPLIANCE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sallyport.appliance..")
            .because("the two programs meet in a bundle and nowhere else");

    private AgentArchitectureTest() {}
}
