# Sourced by the start scripts. Sets $java to a Java of 17 or newer and $java_major to its version, or explains and exits 1.
# The version is read from the "release" file that every JDK and JRE has: asking the JVM would cost another start.

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    found="JAVA_HOME=$JAVA_HOME"
else
    java=$(command -v java || true)
    found="$java on the PATH"
fi
need="Java 17 or newer is needed. On Debian or Ubuntu: apt-get install openjdk-17-jre-headless
Elsewhere: install one and put it on the PATH, or set JAVA_HOME."
if [ -z "$java" ]; then
    echo "$program: no java on the PATH and JAVA_HOME is not set. $need" >&2
    exit 1
elif [ ! -x "$java" ]; then
    echo "$program: $found has no bin/java. $need" >&2
    exit 1
fi

java_version=
release=$(readlink -f "$java")
release=${release%/bin/java}/release
if [ -r "$release" ]; then
    while IFS='=' read -r key value; do
        if [ "$key" = JAVA_VERSION ]; then
            value=${value#\"}
            java_version=${value%\"}
            break
        fi
    done < "$release"
fi
if [ -z "$java_version" ]; then
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
fi
java_major=${java_version#1.}
java_major=${java_major%%[!0-9]*}
if [ "${java_major:-0}" -lt 17 ]; then
    echo "$program: $found is Java ${java_version:-of an unknown version}. $need" >&2
    exit 1
fi
