package dev.sallyport.signature;

/**
 * Keys and signatures that openssl 3.0 made, once: {@code genpkey}, {@code pkey -pubout}, {@code ec}, {@code pkcs8 -topk8},
 * {@code pkeyutl -sign -rawin} and {@code dgst -sha256 -sign}. The keys are of no use but here.
 */
final class OpensslVectors {
    /** The example of DSSE's protocol: the encoding that is signed of type, and of the payload {@code hello world}. */
    static final String PAYLOAD_TYPE = "http://example.com/HelloWorld";

    static final String ED25519_ID = "sha256:998ede1a4d3c19c69d6ca6fe2da41d9f1bab57a828d1a2c991d4a63749fffa88";
    static final String ED25519_SIGNATURE =
            "WuVLjgPMbo9upZKIXdwTOzU3ta/RSy57JIQdNh/aZNQ4CV/q3OkqHJINsOYNhgzsm8cnZKg7ErDr/7tIL3SjCA==";
    static final String P256_ID = "sha256:f0fcf8da14be868dba8b6caa8a3d4fe841b52d749378ebb1bb7a5fe84d5fc4ef";
    static final String P256_SIGNATURE =
            "MEQCIF/8pS7LZa7ZrnStmtfyQ+bs6pXURrJs9iec/mRmBdTCAiAev/XvvfsUPJB+9O1ZJ/uFQKfw+rmgpBoh+L5HI4TsfA==";

    static final String ED25519 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIK4Dx+fDNtyb0/ZpTkxDvwAfAydOlwDfS6Ld410Updgg
            -----END PRIVATE KEY-----
            """;

    static final String ED25519_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAa2tHY64FN2xRBZ2Q1+myVNAFvbNLY15RT+YJV6GIqoc=
            -----END PUBLIC KEY-----
            """;

    static final String P256 = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgv52wX6G+hmHxVkT9
            LjiP0PJjWW4bmtJ3cHbiKBAnEBuhRANCAAQo511t+EqHR8NSuf8694dNQH/sxlu0
            XfGnA2uq88Qp0Y4QrB3yse8kwfs6Cc1jhI8PUF/wzGH+xpxtl3ZOm8tF
            -----END PRIVATE KEY-----
            """;

    static final String P256_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKOddbfhKh0fDUrn/OveHTUB/7MZb
            tF3xpwNrqvPEKdGOEKwd8rHvJMH7OgnNY4SPD1Bf8Mxh/sacbZd2TpvLRQ==
            -----END PUBLIC KEY-----
            """;

    static final String SEC1 = """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIL+dsF+hvoZh8VZE/S44j9DyY1luG5rSd3B24igQJxAboAoGCCqGSM49
            AwEHoUQDQgAEKOddbfhKh0fDUrn/OveHTUB/7MZbtF3xpwNrqvPEKdGOEKwd8rHv
            JMH7OgnNY4SPD1Bf8Mxh/sacbZd2TpvLRQ==
            -----END EC PRIVATE KEY-----
            """;

    static final String SEC1_WITH_PARAMETERS = """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIHS8TJ3eNcQen44ve/poBTbty1Ix+CcfLxrV3KzB1hmToAoGCCqGSM49
            AwEHoUQDQgAEuoTxzM52vLtLYv0VfUbYoiSx5Np/urCZEdogcTwqEyFCYNAG1pTc
            AEpmRWsO0f8DDHb4vdQXT0SpHLS+LTopsg==
            -----END EC PRIVATE KEY-----
            """;

    static final String ENCRYPTED = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgeeQLVXYRqjQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKNaGuTyXreyfdAfteB8PfsEQBAD
            STOU/5seNGJXYwGE7RVgO0N/jqnKp85Hsq4/E7VgEQVl88tNcV1svXK7wuH2Gh5r
            bYfPiEEuK5BGTzwZQPc=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    static final String RSA = """
            -----BEGIN PRIVATE KEY-----
            MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAK0Zc+nXA/gocYfP
            XcqayES2l9wwOywpQSw/G7A1FExJOE3Gv6Fev9XDZVpqRhPcIuEDgLm3lEuvdReb
            Kbj/IyXZJDDP6K0GmvGTrcqJIz8hsCYSz1EQVZyoUY0XVEKJNIM0F27kqxtxFOFP
            CE87+ElDgNjEObWO5479j9lUnmS7AgMBAAECgYBgV5ZIREAVUo09xZCyP0vP0sDa
            8I0+mweHFOjYPfK6MtZ/k2r86btjwokataOjUhannkd7Fk4XgeRt6xJhwL9SWxrx
            Vv+M2sMaDAxHnkjgwT2CWno8ppJHv4QYAU3nb5/fle1prmkaPFB71FIvpN6vxEHk
            Gf3RJZus4xwiDhXiAQJBANV4vYq+eKUKUPcmJs8eGeq6eRhqoI1f3P27y/IuXJZo
            cbklURS5YuACxrncbqDiGP/0+0DX0iH9jwGSpeAthnsCQQDPlbC8qpzagTzRJp7o
            elRydYYuUx8rsA36Zfom7muYLnh36Cc30uRZ3A/TMvrqxTFWilGY0R7jfV30O9MB
            9WbBAkEAnF190VRlwNaGqhKbGNl+uG5w506rXgMbOAzIfhQxo8bLjofkFV8aKuY9
            tMTfkB8tmsdTB5NPC7DUgJ1vvX77YwJBAIDUVNByTlBpfrYK8voy2XADshfT7Hdv
            lu09FsfMlifnR0qbYKOLlb6TDZs0e3bylNExnLxrpHDo4ENwUV9YzsECQQCEAuey
            kgYClfxFlDTfjQX/gY+UFMQQL2r3gAP97jYJ1r1onIrITc4+jlsqY5530wAfGIl2
            XJEymaHVr7ieAwxO
            -----END PRIVATE KEY-----
            """;

    static final String RSA_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCtGXPp1wP4KHGHz13KmshEtpfc
            MDssKUEsPxuwNRRMSThNxr+hXr/Vw2VaakYT3CLhA4C5t5RLr3UXmym4/yMl2SQw
            z+itBprxk63KiSM/IbAmEs9REFWcqFGNF1RCiTSDNBdu5KsbcRThTwhPO/hJQ4DY
            xDm1jueO/Y/ZVJ5kuwIDAQAB
            -----END PUBLIC KEY-----
            """;

    static final String P384 = """
            -----BEGIN PRIVATE KEY-----
            MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAkVNPf4XUX6pqcgQTf
            tGnGJrN5uIdMlhAsqW7vMgbKSyHeEfy82CnfiJDiulZTiR6hZANiAAQivulbeONc
            Lyw0E+NYN+PvQOwhszJ8fo70U3gnVWNKHJuFoBVV254rVql8YkCf/zVwmiaKOmwT
            ZaWMl6qymrYvCjwAJH4La7YcwM6+fGpPZXR88ocpk+1TrhIUu6VXp4E=
            -----END PRIVATE KEY-----
            """;

    static final String P384_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEIr7pW3jjXC8sNBPjWDfj70DsIbMyfH6O
            9FN4J1VjShybhaAVVdueK1apfGJAn/81cJomijpsE2WljJeqspq2Lwo8ACR+C2u2
            HMDOvnxqT2V0fPKHKZPtU64SFLulV6eB
            -----END PUBLIC KEY-----
            """;

    static final String ED448 = """
            -----BEGIN PRIVATE KEY-----
            MEcCAQAwBQYDK2VxBDsEOcrifb0HjhpWMjOFBElNqBINXrUqHGeWfwe8P0IF6FWz
            IwXjU/dYSs4ITvCQnzlAZlr3NxMdEGBdHQ==
            -----END PRIVATE KEY-----
            """;

    static final String ED448_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MEMwBQYDK2VxAzoAkIX/EqJfhHECO7++ApVroLrNidVGwjs+LGaoUDUFPqrHhQJL
            jMVuZphwo7rQH6yOEDy4bSQgOtEA
            -----END PUBLIC KEY-----
            """;

    static final String SECP256K1_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEinPHolwid3DoAT2TbDkKB3V9rAQnJM1x
            4vQUIHFbjknRFQKWPx66/sM+hkbdUjZ1DytLAdv/YHscMoq8S14GZA==
            -----END PUBLIC KEY-----
            """;

    static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBLDCB36ADAgECAhR4QM6sw/OW/7S/vijst8dZkcM1sjAFBgMrZXAwDDEKMAgG
            A1UEAwwBeDAeFw0yNjExMjExODM4MTdaFw0zNjExMTgxODM4MTdaMAwxCjAIBgNV
            BAMMAXgwKjAFBgMrZXADIQBra0djrgU3bFEFnZDX6bJU0AW9s0tjXlFP5glXoYiq
            h6NTMFEwHQYDVR0OBBYEFKAulkdb33wqLC/QVjRPdfKqKq2yMB8GA1UdIwQYMBaA
            FKAulkdb33wqLC/QVjRPdfKqKq2yMA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EA
            oEJkxWgS0isuVQV/CtR0dERg0F3jLoM4OPuGXZ4wZzIYrnOIdwqizFLAdfvvDnTj
            iALnWExWT9GuLsa+fX4JCQ==
            -----END CERTIFICATE-----
            """;

    private OpensslVectors() {}
}
