package dev.sallyport.appliance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.testkit.Network;

/**
 * The arrows inside the appliance. {@code dev.sallyport.appliance} itself, without its subpackages, starts the server
 * and may see all of it.
 */
@AnalyzeClasses(packages = "dev.sallyport.appliance", importOptions = DoNotIncludeTests.class)
final class ApplianceArchitectureTest {
    private static final String APPLIANCE = "dev.sallyport.appliance";

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("start")
            .definedBy(APPLIANCE)
            .layer("cli")
            .definedBy(APPLIANCE + ".cli..")
            .layer("registry")
            .definedBy(APPLIANCE + ".registry..")
            .layer("admin")
            .definedBy(APPLIANCE + ".admin..")
            .layer("web")
            .definedBy(APPLIANCE + ".web..")
            .layer("api")
            .definedBy(APPLIANCE + ".api..")
            .layer("services")
            .definedBy(
                    APPLIANCE + ".access..",
                    APPLIANCE + ".imports..",
                    APPLIANCE + ".catalog..",
                    APPLIANCE + ".clients..",
                    APPLIANCE + ".resolution..",
                    APPLIANCE + ".jobs..",
                    APPLIANCE + ".uploads..")
            .layer("store")
            .definedBy(APPLIANCE + ".store..")
            .layer("http")
            .definedBy(APPLIANCE + ".http..")
            .whereLayer("start")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("cli")
            .mayOnlyAccessLayers("start", "api")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("admin")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("web")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("api")
            .mayNotAccessAnyLayer()
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("start", "admin", "cli", "web")
            .whereLayer("http")
            .mayNotAccessAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("start", "registry", "admin", "web")
            .whereLayer("services")
            .mayOnlyAccessLayers("store")
            .whereLayer("store")
            .mayNotAccessAnyLayer()
            .because(
                    "requests go from an endpoint to a service to the store, and a command line is a client of the api");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(APPLIANCE + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("services may use one another, but in one direction");

    @ArchTest
    static final ArchRule PLACED = classes()
            .should()
            .resideInAnyPackage(
                    APPLIANCE,
                    APPLIANCE + ".cli..",
                    APPLIANCE + ".registry..",
                    APPLIANCE + ".admin..",
                    APPLIANCE + ".web..",
                    APPLIANCE + ".api..",
                    APPLIANCE + ".access..",
                    APPLIANCE + ".imports..",
                    APPLIANCE + ".catalog..",
                    APPLIANCE + ".clients..",
                    APPLIANCE + ".resolution..",
                    APPLIANCE + ".jobs..",
                    APPLIANCE + ".uploads..",
                    APPLIANCE + ".store..",
                    APPLIANCE + ".http..")
            .because("a package that no arrow names is held by none");

    @ArchTest
    static final ArchRule SQL_ONLY_IN_STORE = noClasses()
            .that(not(resideInAnyPackage(APPLIANCE + ".store..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "com.zaxxer..")
            .because("one package knows the schema, its transactions and its retries");

    @ArchTest
    static final ArchRule NO_OUTBOUND_CONNECTIONS = noClasses()
            .that(not(resideInAnyPackage(APPLIANCE + ".cli..")))
            .should()
            .dependOnClassesThat(Network.outbound())
            .because("the server answers and never calls");

    @ArchTest
    static final ArchRule NOTHING_OF_THE_AGENT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sallyport.agent..")
            .because("the two programs meet in a bundle and nowhere else");

    private ApplianceArchitectureTest() {}
}
