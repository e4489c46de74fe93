import type { Tree } from '../halconfig/index.ts'
import type { Answers } from './answers.ts'

/** A deployment as the halconfig has it: what was answered, and nothing that is the default anyway. */
export function deploymentOf(name: string, { type, timezone, databaseUrl, spot, kubernetes }: Answers): Tree {
  return {
    name,
    timezone,
    deploymentEnvironment: {
      type,
      ...(kubernetes === undefined ? {} : { accountName: kubernetes.account, location: kubernetes.namespace }),
    },
    ...(databaseUrl === undefined
      ? {}
      : { persistentStorage: { persistentStoreType: 'sql', sql: { url: databaseUrl } } }),
    ...(spot === undefined && kubernetes === undefined
      ? {}
      : {
          providers: {
            ...(spot === undefined
              ? {}
              : {
                  spot: {
                    enabled: true,
                    apiToken: spot.token,
                    accounts: [{ name: spot.account, accountId: spot.accountId }],
                    primaryAccount: spot.account,
                  },
                }),
            ...(kubernetes === undefined
              ? {}
              : {
                  kubernetes: {
                    enabled: true,
                    accounts: [
                      {
                        name: kubernetes.account,
                        context: kubernetes.context,
                        kubeconfigFile: kubernetes.kubeconfig,
                      },
                    ],
                    primaryAccount: kubernetes.account,
                  },
                }),
          },
        }),
  }
}
