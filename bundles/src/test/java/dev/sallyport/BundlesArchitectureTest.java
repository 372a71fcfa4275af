package dev.sallyport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.testkit.Network;

/** The arrows inside the library, and what it must never reach. */
@AnalyzeClasses(packages = "dev.sallyport", importOptions = DoNotIncludeTests.class)
final class BundlesArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("failure")
            .definedBy("dev.sallyport.failure..")
            .layer("oci")
            .definedBy("dev.sallyport.oci..")
            .layer("content")
            .definedBy("dev.sallyport.content..")
            .layer("signature")
            .definedBy("dev.sallyport.signature..")
            .layer("bundle")
            .definedBy("dev.sallyport.bundle..")
            .whereLayer("failure")
            .mayNotAccessAnyLayer()
            .whereLayer("oci")
            .mayOnlyAccessLayers("failure")
            .whereLayer("content")
            .mayOnlyAccessLayers("oci", "failure")
            .whereLayer("signature")
            .mayOnlyAccessLayers("oci", "failure")
            .whereLayer("bundle")
            .mayOnlyAccessLayers("content", "signature", "oci", "failure")
            .because("a bundle is signed, holds content and speaks OCI, and none of these knows what a bundle is");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.sallyport.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_PROGRAMS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sallyport.agent..", "dev.sallyport.appliance..")
            .because("both programs stand on the library, never the other way");

    @ArchTest
    static final ArchRule FEW_LIBRARIES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.sallyport..", "java..", "javax.security..", "com.fasterxml.jackson.core..", "org.jspecify..")
            .because("whoever reads bundles elsewhere needs jackson-core and nothing more");

    @ArchTest
    static final ArchRule NO_NETWORK = noClasses()
            .should()
            .dependOnClassesThat(Network.anyUse())
            .because("the library is used on both sides of the gap and works on files alone");

    private BundlesArchitectureTest() {}
}
