package dev.spark.events;

import java.util.List;

/** What the provisioner is asked for, on {@link Topics#PROVISIONING}. */
public sealed interface ProvisioningCommand extends Command {

    /**
     * Build everything the spark consists of.
     *
     * @param sealedEnv the owner's environment variables and the set-up of its template, sealed so that only the provisioner can read them; never plain
     * @param authorizedKeys the public keys that may log in, one OpenSSH line each
     */
    @WireName("spark.create.v1")
    record CreateSpark(
            SparkId sparkId, SparkSpec spec, String sealedEnv, List<String> authorizedKeys, String requestedBy)
            implements ProvisioningCommand {
        public CreateSpark {
            Require.present("spark_id", sparkId);
            Require.present("spec", spec);
            Require.present("sealed_env", sealedEnv);
            Require.present("requested_by", requestedBy);
            authorizedKeys = Require.list("authorized_keys", authorizedKeys);
        }

        @Override
        public String toString() {
            return "CreateSpark[sparkId=" + sparkId + ", spec=" + spec + ", requestedBy=" + requestedBy + "]";
        }
    }

    /** Try again to build a spark that has failed. */
    @WireName("spark.retry.v1")
    record RetrySpark(SparkId sparkId, String requestedBy) implements ProvisioningCommand {
        public RetrySpark {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Put its root file system back to the image's; its home stays. What runs in it ends. */
    @WireName("spark.reset-root.v1")
    record ResetRoot(SparkId sparkId, String requestedBy) implements ProvisioningCommand {
        public ResetRoot {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }

    /** Let exactly these public keys log in from now on. */
    @WireName("spark.authorize-keys.v1")
    record AuthorizeKeys(SparkId sparkId, List<String> authorizedKeys, String requestedBy)
            implements ProvisioningCommand {
        public AuthorizeKeys {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
            authorizedKeys = Require.list("authorized_keys", authorizedKeys);
        }
    }

    /** Remove everything the spark consists of. Final: a create that comes later changes nothing. */
    @WireName("spark.delete.v1")
    record DeleteSpark(SparkId sparkId, String requestedBy) implements ProvisioningCommand {
        public DeleteSpark {
            Require.present("spark_id", sparkId);
            Require.present("requested_by", requestedBy);
        }
    }
}
