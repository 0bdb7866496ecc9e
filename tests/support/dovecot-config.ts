/** What a private Dovecot is to be. */
export interface DovecotWishes {
  readonly folder: string;
  /** Who runs it and owns the mails. */
  readonly person: { readonly uid: number; readonly gid: number; readonly user: string; readonly group: string };
  /** Files. */
  readonly key: string;
  readonly cert: string;
  readonly password: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly lmtpPort: number;
  readonly connectionsPerUser: number;
}

/** The configuration of a Dovecot 2.3 that needs no root: its own users, no chroots, high ports (mail facts 2.2). */
export function dovecotConfig(wishes: DovecotWishes): string {
  const { folder, person, key, cert, password, port, tlsPort, lmtpPort, connectionsPerUser } = wishes;
  const { uid, gid, user, group } = person;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
instance_name = setupwright-${port}
log_path = ${folder}/log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = ${uid}
mail_uid = ${uid}
mail_gid = ${gid}
mail_location = maildir:~/Maildir
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
protocol imap {
  mail_max_userip_connections = ${connectionsPerUser}
}
`;
}
