//! Messages of the schema as the types that JSON-RPC answers with.

use chatwire_core::{Error, Result};
use chatwire_mezon_proto::mmn;

use crate::error::named;
use crate::ledger::amount::TokenAmount;
use crate::ledger::model::{
    Account, AddTxResponse, Health, Nonce, PendingTransactions, TransactionInfo,
};
use crate::ledger::status::StatusUpdate;
use crate::ledger::tx::SignedTransaction;

/// Smallest units in decimal digits; nodes leave out what is nothing.
fn amount(text: &str) -> Result<TokenAmount> {
    if text.is_empty() {
        return Ok(TokenAmount::default());
    }
    TokenAmount::from_units_text(text).map_err(|err| {
        named(Error::decode("the node names an amount that is none").with_source(err))
    })
}

pub(super) fn account(answer: mmn::GetAccountResponse) -> Result<Account> {
    Ok(Account {
        balance: amount(&answer.balance)?,
        address: answer.address,
        nonce: answer.nonce,
        decimals: answer.decimals,
    })
}

pub(super) fn nonce(answer: mmn::GetCurrentNonceResponse) -> Nonce {
    Nonce { address: answer.address, nonce: answer.nonce, tag: answer.tag, error: answer.error }
}

pub(super) fn health(answer: mmn::HealthCheckResponse) -> Health {
    Health {
        status: answer.status,
        node_id: answer.node_id,
        timestamp: answer.timestamp,
        current_slot: answer.current_slot,
        block_height: answer.block_height,
        mempool_size: answer.mempool_size,
        is_leader: answer.is_leader,
        is_follower: answer.is_follower,
        version: answer.version,
        uptime: answer.uptime,
        error_message: answer.error_message,
    }
}

pub(super) fn signed(signed: &SignedTransaction) -> mmn::SignedTxMsg {
    let tx = &signed.tx_msg;
    mmn::SignedTxMsg {
        tx_msg: Some(mmn::TxMsg {
            r#type: tx.kind.into(),
            sender: tx.sender.clone(),
            recipient: tx.recipient.clone(),
            amount: tx.amount.clone(),
            timestamp: tx.timestamp,
            text_data: tx.text_data.clone(),
            nonce: tx.nonce,
            extra_info: tx.extra_info.clone(),
            zk_proof: tx.zk_proof.clone(),
            zk_pub: tx.zk_pub.clone(),
        }),
        signature: signed.signature.clone(),
    }
}

pub(super) fn added(answer: mmn::AddTxResponse) -> AddTxResponse {
    AddTxResponse { ok: answer.ok, tx_hash: answer.tx_hash, error: answer.error }
}

pub(super) fn info(tx: mmn::TxInfo) -> Result<TransactionInfo> {
    Ok(TransactionInfo {
        amount: amount(&tx.amount)?,
        sender: tx.sender,
        recipient: tx.recipient,
        timestamp: tx.timestamp,
        text_data: tx.text_data,
        nonce: tx.nonce,
        slot: tx.slot,
        blockhash: tx.blockhash,
        status: tx.status.into(),
        err_msg: tx.err_msg,
        extra_info: tx.extra_info,
        tx_hash: tx.tx_hash,
    })
}

pub(super) fn pending(answer: mmn::GetPendingTransactionsResponse) -> Result<PendingTransactions> {
    let waiting = answer.pending_txs.into_iter().map(|tx| {
        Ok(TransactionInfo {
            amount: amount(&tx.amount)?,
            sender: tx.sender,
            recipient: tx.recipient,
            timestamp: tx.timestamp,
            text_data: tx.text_data,
            nonce: tx.nonce,
            status: tx.status.into(),
            extra_info: tx.extra_info,
            tx_hash: tx.tx_hash,
            ..TransactionInfo::default()
        })
    });
    Ok(PendingTransactions {
        total_count: answer.total_count,
        pending_txs: waiting.collect::<Result<_>>()?,
        error: answer.error,
    })
}

/// An announcement; none for the sign of life that nodes send every 30 s.
pub(super) fn update(info: mmn::TransactionStatusInfo) -> Option<StatusUpdate> {
    const HEARTBEAT: &str = "HeartBeat";
    if info.tx_hash == HEARTBEAT && info.text_data == HEARTBEAT {
        return None;
    }
    Some(StatusUpdate {
        tx_hash: info.tx_hash,
        status: info.status.into(),
        error_message: info.error_message,
        amount: info.amount,
        text_data: info.text_data,
        extra_info: info.extra_info,
        slot: info.block_slot,
        block_hash: info.block_hash,
        confirmations: info.confirmations,
        timestamp: info.timestamp,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::TransactionStatus;

    #[test]
    fn signs_of_life_are_no_announcements() {
        let mut info = mmn::TransactionStatusInfo {
            tx_hash: "HeartBeat".to_owned(),
            text_data: "HeartBeat".to_owned(),
            amount: "0".to_owned(),
            ..mmn::TransactionStatusInfo::default()
        };
        assert_eq!(update(info.clone()), None);
        // A note can say the same.
        info.tx_hash = "ab".to_owned();
        info.status = 3;
        info.block_slot = 7;
        let read = update(info).unwrap();
        assert_eq!((read.status, read.slot), (TransactionStatus::Failed, 7));
    }

    #[test]
    fn amounts_that_are_none_are_not_taken_for_nothing() {
        let account = |balance: &str| {
            account(mmn::GetAccountResponse {
                balance: balance.to_owned(),
                ..mmn::GetAccountResponse::default()
            })
        };
        assert!(account("").unwrap().balance.is_zero());
        assert_eq!(account("1500000").unwrap().balance.to_string(), "1.5");
        for bad in ["1.5", "-1", "x"] {
            let err = account(bad).unwrap_err();
            assert_eq!(err.kind(), chatwire_core::ErrorKind::Decode, "{bad}");
        }
    }
}
