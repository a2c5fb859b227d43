#!/bin/sh
# Makes sure that what no Python package brings is on this machine: tools/system.sh [venv|chromium|firefox|fonts|nginx|valgrind] ...
# Each need is looked for on its own. What is missing is installed where that is possible without asking (Debian or
# Ubuntu, as root); otherwise the script says what to install and fails. It never goes on without.
set -eu

present() {
    case $1 in
        venv)     "${PYTHON:-python3}" -c 'import ensurepip, venv' ;;
        chromium) chromium_program ;;
        firefox)  command -v firefox-esr || command -v firefox ;;
        driver)   driver_libraries ;;
        arabic)   fonts_for ar ;;
        urdu)     fonts_for ur ;;
        nginx)    command -v nginx || [ -x /usr/sbin/nginx ] ;; # Debian's place, which is not on everybody's path.
        valgrind) command -v valgrind ;;
    esac >/dev/null 2>&1
}

# CONSENT_CHROMIUM decides alone; if it names nothing, installing another would not help.
chromium_program() {
    for name in ${CONSENT_CHROMIUM:-chromium chromium-browser google-chrome-stable google-chrome}; do
        command -v "$name" && return
    done
    return 1
}

# Playwright drives a browser with a node of its own, linked to a library that a small Debian lacks. Where nothing
# lists libraries (outside Linux), it is not needed either.
driver_libraries() {
    list=$(command -v ldconfig || command -v /sbin/ldconfig) || return 0
    "$list" -p | grep -q 'libatomic\.so\.1'
}

# fc-list succeeds even if it finds nothing, so its output is what counts. DejaVu draws Arabic letters after a fashion
# and no Nastaliq; a page is judged in a font that was made for the script.
fonts_for() { fc-list ":lang=$1" family | grep -v -i dejavu | grep -q .; }

packages() {
    case $1 in
        venv)     "${PYTHON:-python3}" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])' ;;
        chromium) echo chromium ;;
        firefox)  echo firefox-esr ;;
        driver)   echo libatomic1 ;;
        arabic)   echo fontconfig fonts-noto-core ;;
        urdu)     echo fontconfig fonts-noto-core ;;
        nginx)    echo nginx ;;
        valgrind) echo valgrind ;;
    esac
}

remedy() {
    case $1 in
        venv)     echo "Python cannot make virtual environments (its modules venv and ensurepip are missing)." ;;
        chromium) echo "No Chromium for the browser tests: CONSENT_CHROMIUM is '${CONSENT_CHROMIUM:-}'; it may name a program." ;;
        firefox)  echo "No Firefox for the tests of Global Privacy Control." ;;
        driver)   echo "Playwright's driver needs libatomic.so.1 to start." ;;
        arabic)   echo "No font for Arabic: fc-list :lang=ar finds none but DejaVu." ;;
        urdu)     echo "No font for Urdu: fc-list :lang=ur finds none but DejaVu." ;;
        nginx)    echo "No nginx for the proxy tests." ;;
        valgrind) echo "No valgrind to count instructions with." ;;
    esac
    echo "  On Debian or Ubuntu: sudo apt-get install $(packages "$1")"
    echo "  Elsewhere: install the same thing with the system's package manager, then repeat."
}

can_install() {
    [ "$1" = chromium ] && [ -n "${CONSENT_CHROMIUM:-}" ] && return 1
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

# The list of packages is fetched once a run, and only if something must be installed.
refreshed=no
install() {
    [ $refreshed = yes ] || apt-get update -qq || echo "apt-get update failed; trying with the list at hand." >&2
    refreshed=yes
    echo "Installing $*" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

# Debian starts a server as soon as it is installed; the tests start their own, on their own ports.
# policy-rc.d is Debian's way to say "not now"; one that is already there is the administrator's and stays.
install_unstarted() {
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        trap 'exit 130' INT TERM
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
    fi
    install "$@"
    if command -v systemctl >/dev/null 2>&1; then
        for unit in "$@"; do systemctl disable "$unit" >/dev/null 2>&1 || true; done
    fi
}

ensure() {
    present "$1" && return
    if can_install "$1"; then
        # shellcheck disable=SC2046 # One word a package.
        case $1 in
            nginx) install_unstarted $(packages "$1") || true ;;
            *)     install $(packages "$1") || true ;;
        esac
        present "$1" && return
    fi
    remedy "$1" >&2
    missing=yes
}

missing=no
for need in "$@"; do
    case $need in
        chromium) ensure chromium; ensure driver ;;
        fonts) ensure arabic; ensure urdu ;;
        venv | firefox | nginx | valgrind) ensure "$need" ;;
        *) echo "usage: $0 [venv|chromium|firefox|fonts|nginx|valgrind] ..." >&2; exit 64 ;;
    esac
done
[ $missing = no ]
