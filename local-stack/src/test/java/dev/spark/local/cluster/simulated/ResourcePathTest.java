package dev.spark.local.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcePathTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", emptyValue = "", textBlock = """
                    /api/v1/pods                                           | Pod        | ''     | ''  | ''
                    /api/v1/namespaces/sparks/pods                         | Pod        | sparks | ''  | ''
                    /api/v1/namespaces/sparks/pods/one                     | Pod        | sparks | one | ''
                    /api/v1/namespaces/sparks/pods/one/log                 | Pod        | sparks | one | log
                    /apis/apps/v1/namespaces/sparks/deployments/one/scale  | Deployment | sparks | one | scale
                    /api/v1/namespaces                                     | Namespace  | ''     | ''  | ''
                    /api/v1/namespaces/one                                 | Namespace  | ''     | one | ''
                    /api/v1/namespaces/one/status                          | Namespace  | ''     | one | status
                    /api/v1/nodes/one                                      | Node       | ''     | one | ''
                    """)
    void namesAnObjectOrACollection(String path, String kind, String namespace, String name, String subresource) {
        assertThat(ResourcePath.parse(path)).hasValueSatisfying(parsed -> {
            assertThat(parsed.type().kind()).isEqualTo(kind);
            assertThat(parsed.namespace()).isEqualTo(namespace);
            assertThat(parsed.name()).isEqualTo(name);
            assertThat(parsed.subresource()).isEqualTo(subresource);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/api/v1", "/apis/apps", "/apis/apps/v1", "/version", "/api/v1/unicorns"})
    void namesNothingElse(String path) {
        assertThat(ResourcePath.parse(path)).isEmpty();
    }
}
