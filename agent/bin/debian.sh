# Read by ribwatch and verify: how Debian packages are installed. Not a command of its own.

say() {
  printf '%s\n' "ribwatch: $*" >&2
}

# Runs a command as root, by sudo where we are not root.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo -- "$@"
  else
    say "root is needed for: $*"
    say "run this as root, or install sudo"
    return 1
  fi
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs those of the packages that are missing. No daemon among them is started, now or at the next boot.
install_packages() {
  missing=
  for package in "$@"; do
    installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "no apt-get here; please install:$missing"
    return 1
  fi
  say "installing:$missing"
  # One shell, so that the lock-out of services is gone again however apt ends.
  # shellcheck disable=SC2086,SC2016
  as_root sh -c '
    set -e
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      trap "rm -f $policy" EXIT
      trap "exit 1" HUP INT TERM
      printf "#!/bin/sh\nexit 101\n" >$policy
      chmod 755 $policy
    fi
    before=$(ls /lib/systemd/system /usr/lib/systemd/system 2>/dev/null | sort -u)
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C
    log=$(mktemp)
    if ! { apt-get -q -o DPkg::Lock::Timeout=300 update &&
           apt-get -qy -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null
    then
      tail -n 20 "$log" >&2
      rm -f "$log"
      exit 1
    fi
    rm -f "$log"
    if command -v systemctl >/dev/null 2>&1; then
      for unit in bird bird6 frr gobgpd openbgpd exabgp prometheus prometheus-alertmanager; do
        printf "%s\n" "$before" | grep -qx "$unit.service" || systemctl --quiet disable "$unit.service" >/dev/null 2>&1 || :
      done
    fi
  ' sh $missing
}

# The major version of a java or javac; 0 where it cannot be run.
java_major() {
  "$1" -version 2>&1 | sed -n 's/^[^0-9]*\([0-9][0-9]*\).*/\1/p' | head -n 1 | grep . || echo 0
}

# Prints the first java home that can do what is asked ("java" or "javac"), 17 or later; nothing where there is none.
java_home() {
  for candidate in "${JAVA_HOME:-}" "$(resolved_home "$1")" /usr/lib/jvm/default-java /usr/lib/jvm/*; do
    if [ -n "$candidate" ] && [ -x "$candidate/bin/$1" ] && [ "$(java_major "$candidate/bin/$1")" -ge 17 ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
}

resolved_home() {
  if command -v "$1" >/dev/null 2>&1; then
    dirname -- "$(dirname -- "$(readlink -f -- "$(command -v "$1")")")"
  fi
}

# A JDK and Maven, installed where they are missing; sets JAVA_HOME.
prepare_build() {
  JAVA_HOME_FOUND=$(java_home javac)
  [ -n "$JAVA_HOME_FOUND" ] || install_packages openjdk-17-jdk-headless
  command -v mvn >/dev/null 2>&1 || install_packages maven
  JAVA_HOME=$(java_home javac)
  if [ -z "$JAVA_HOME" ]; then
    say "no JDK of version 17 or later found"
    return 1
  fi
  export JAVA_HOME
}
